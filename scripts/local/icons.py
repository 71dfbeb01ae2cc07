"""Makes `frontend/icons.svg`: the icons that the web page uses, taken from an open set.

The set is a package of npm (heroicons, MIT), pinned by `frontend/package-lock.json`; which of its
icons the page uses, and under what name, says `frontend/icons.json`.
"""

import json
import re
from pathlib import Path

from scripts.local.places import ROOT

FRONTEND = ROOT / "frontend"
NAMES, SHEET = FRONTEND / "icons.json", FRONTEND / "icons.svg"
SET = FRONTEND / "node_modules/heroicons"
DRAWN = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def make() -> None:
    """Write the sheet. Raises `FileNotFoundError` where the set has no such icon."""
    names: dict[str, str] = json.loads(NAMES.read_text())
    symbols = "\n".join(
        _symbol(name, SET / f"24/outline/{icon}.svg") for name, icon in names.items()
    )
    licence = (SET / "LICENSE").read_text().replace("--", "- -")
    told = f"<!-- heroicons\n{licence}-->"
    SHEET.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{told}\n{symbols}\n</svg>\n')


def _symbol(name: str, file: Path) -> str:
    """Its strokes alone: their colour and width are the page's."""
    found = DRAWN.search(file.read_text())
    assert found is not None
    return f'<symbol id="{name}" viewBox="0 0 24 24">{found[1].strip()}</symbol>'
