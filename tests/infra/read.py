"""What the two dialects say, read as text."""

import json
import re
from pathlib import Path
from typing import Any

from scripts.local.places import ROOT

INFRA = ROOT / "infra"
BICEP = sorted((INFRA / "bicep").rglob("*.bicep"))
TERRAFORM = sorted((INFRA / "terraform").glob("*.tf"))
COMMENT = re.compile(r"^\s*(//|#).*$", re.MULTILINE)


def shared(name: str) -> Any:
    """One of the files that both read."""
    return json.loads((INFRA / f"shared/{name}.json").read_text())


def text(files: list[Path]) -> str:
    """All of it, without comments."""
    return COMMENT.sub("", "\n".join(file.read_text() for file in files))


def block(source: str, begin: str) -> str:
    """From there to the bracket that closes what it opens."""
    start = source.index(begin)
    depth = 0
    for place in range(source.index("{", start), len(source)):
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        if depth == 0:
            return source[start : place + 1]
    raise AssertionError(f"{begin} is not closed")


def keys(source: str) -> set[str]:
    """The names that a block gives values to, at its first level."""
    inner, depth, found = source[source.index("{") + 1 :], 0, set[str]()
    for line in inner.splitlines():
        if depth == 0 and (name := re.match(r"\s*(\w+)\s*[:=]", line)):
            found.add(name[1])
        depth += line.count("{") + line.count("(") - line.count("}") - line.count(")")
    return found
