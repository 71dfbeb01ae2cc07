"""What the documentation's site does with links that leave it: what they name is told as a path.

A hook of mkdocs (scripts/mkdocs.yml). A file that is not there fails the build as any broken link.
"""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s:]+)(?:#[^)\s]*)?\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The text of a page without links to files that are no page."""
    folder = (DOCS / page.file.src_uri).parent

    def told(link: re.Match[str]) -> str:
        target = (folder / link[2]).resolve()
        if target.is_relative_to(DOCS) or not target.exists():
            return link[0]
        name = f"`{target.relative_to(ROOT)}`"
        return name if link[1].strip("`") == name.strip("`") else f"{link[1]} ({name})"

    return LINK.sub(told, markdown)
