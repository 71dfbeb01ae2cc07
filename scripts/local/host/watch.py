"""Notices that the app's code or configuration has changed."""

from pathlib import Path

from watchfiles import Change, awatch

CONFIGURATION = {"host.json", "local.settings.json"}
ELSEWHERE = {"node_modules", "tests", "frontend", "docs", "infra", "__pycache__"}


async def changed(app: Path) -> str:
    """Return once a file that the app is made of changes: its path within the app."""
    async for changes in awatch(*_watched(app), watch_filter=_counts):
        return str(Path(min(path for _, path in changes)).relative_to(app))
    return ""


def _watched(app: Path) -> list[Path]:
    return [path for path in app.iterdir() if not _left_out(path)]


def _left_out(path: Path) -> bool:
    if path.is_dir():
        return path.name.startswith(".") or path.name in ELSEWHERE
    return not _counts(Change.modified, str(path))


def _counts(_: Change, path: str) -> bool:
    return path.endswith(".py") or Path(path).name in CONFIGURATION
