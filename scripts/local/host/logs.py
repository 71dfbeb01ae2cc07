"""Where log lines go and which do: host.json's levels, and the invocation a line belongs to."""

import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "none": logging.CRITICAL + 1,
}
# They tell of every request of every poll.
CHATTY = ("azure", "watchfiles", "uvicorn", "asyncio")

type Whose = Callable[[], tuple[str, str] | None]


def set_up(levels: Mapping[str, str], whose: Whose) -> None:
    """Send log lines to standard output. `whose` names the function and the id of what runs now.

    https://learn.microsoft.com/azure/azure-functions/configure-monitoring#configure-log-levels
    """
    known = {category: LEVELS.get(name.lower(), logging.INFO) for category, name in levels.items()}
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Line(whose))
    handler.addFilter(_Wanted(known, whose))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(min([logging.INFO, *known.values()]))
    logging.getLogger("Function").setLevel(_level(known, "Function"))
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Wanted(logging.Filter):
    """Lets a line pass where the level of its category does."""

    def __init__(self, levels: Mapping[str, int], whose: Whose) -> None:
        super().__init__()
        self._levels, self._whose = levels, whose

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= _level(self._levels, self._category(record))

    def _category(self, record: logging.LogRecord) -> str:
        if record.name == "host":
            return "Host"
        if record.name.startswith("Function."):
            return record.name
        running = self._whose()
        return f"Function.{running[0]}.User" if running else record.name


class _Line(logging.Formatter):
    """`[time] [function id] text`, the middle part for what an invocation says."""

    def __init__(self, whose: Whose) -> None:
        super().__init__("%(message)s")
        self._whose = whose

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        running = None if record.name.startswith(("Function.", "host")) else self._whose()
        of = f" [{running[0]} {running[1]}]" if running else ""
        level = "" if record.levelno <= logging.INFO else f" {record.levelname}:"
        return f"[{at}Z]{of}{level} {super().format(record)}"


def _level(levels: Mapping[str, int], category: str) -> int:
    """That of the longest prefix that ends at a dot."""
    parts = category.split(".")
    for count in range(len(parts), 0, -1):
        found = levels.get(".".join(parts[:count]))
        if found is not None:
            return found
    return levels.get("default", logging.INFO)
