"""Log lines for programs: one JSON object a fact, with the ids it is about, and nobody's number."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from opentelemetry import trace

KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""What Python itself notes in a record. The rest is what we gave along."""
_TELLING = re.compile(
    r"""
    (?P<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b     # a UUID
      |\bINC\d{7}\b                                            # a ticket's number
      |\b\d{4}-\d\d-\d\d[T\ ]\d\d:\d\d:\d\d)                   # an instant
    |(?P<address>\S*@\S*)
    |(?P<number>\+?\d(?:[\s().\-/]*\d){6,})                    # E.164 has 7 digits and more
    """,
    re.VERBOSE,
)


def redacted(text: str) -> str:
    """The text without e-mail addresses and telephone numbers, however they are written.

    Errs on the safe side: any other number of seven digits goes, too. Our ids stay.
    """
    return _TELLING.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "address":
            return "[address]"
        case "number":
            return "[number]"
        case _:
            return found[0]


class Fact(logging.Formatter):
    """`{"at", "level", "logger", "fact"}`, the trace it belongs to, and what was given along."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        fact: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "fact": redacted(record.getMessage()),
            **_trace(),
        }
        for name in vars(record).keys() - KNOWN - fact.keys():
            fact[name] = redacted(str(getattr(record, name)))
        if record.exc_info:
            fact["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(fact, ensure_ascii=False)


def _trace() -> dict[str, str]:
    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return {}
    return {"trace_id": f"{here.trace_id:032x}", "span_id": f"{here.span_id:016x}"}


def write_facts() -> None:
    """Let every handler there is write facts: the host reads them line by line."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Fact())
