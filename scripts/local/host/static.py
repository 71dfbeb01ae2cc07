"""Serves a folder's files, for what no function answers."""

import gzip
import mimetypes
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

from scripts.local.host.http import Reply, Request

# The system's own table may be missing, or wrong.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
}
# As Static Web Apps does with what is text.
PACKED = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


def serve(folder: Path, request: Request) -> Reply | None:
    """The file of that path, `index.html` for a folder, or nothing. Never what lies outside."""
    if request.method not in {"GET", "HEAD"} or "\0" in request.path:
        return None
    root = folder.resolve()
    file = (root / request.path.lstrip("/")).resolve()
    if file.is_dir():
        file /= "index.html"
    hidden = any(part.startswith(".") for part in file.parts[len(root.parts) :])
    if hidden or not file.is_relative_to(root) or not file.is_file():
        return None
    changed = format_datetime(datetime.fromtimestamp(file.stat().st_mtime, UTC), usegmt=True)
    headers = [
        (b"content-type", _type(file).encode()),
        (b"cache-control", b"no-cache"),
        (b"last-modified", changed.encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if request.headers.get("if-modified-since") == changed:
        return Reply(304, headers=headers)
    if _type(file).startswith(PACKED) and "gzip" in request.headers.get("accept-encoding", ""):
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
        body = _packed(file, file.stat().st_mtime_ns)
    else:
        body = file.read_bytes()
    return Reply(200, body, headers)


@lru_cache(maxsize=512)
def _packed(file: Path, _changed: int) -> bytes:
    """Once for every version of a file."""
    return gzip.compress(file.read_bytes(), mtime=0)


def _type(file: Path) -> str:
    guessed = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0]
    return guessed or "application/octet-stream"
