"""What the documentation's site has besides docs/: the reference, and links that leave it as paths.

A hook of mkdocs (scripts/mkdocs.yml). A file that is not there fails the build as any broken link.
"""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MADE = ROOT / ".local/reference"
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s:]+)(?:#[^)\s]*)?\)")


def on_files(files: Any, config: Any) -> Any:
    """All files of the site, with the pages that were made from the code."""
    kind = type(files.get_file_from_path("api.md"))  # mkdocs is no package of ours to import
    for page in sorted(MADE.rglob("*.md")):
        name = f"reference/{page.relative_to(MADE)}"
        files.append(kind.generated(config, name, abs_src_path=str(page)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The text of a page without links to folders, and to files that are no page."""
    folder = (DOCS / page.file.src_uri).parent

    def told(link: re.Match[str]) -> str:
        target = (folder / link[2]).resolve()
        is_page = target.is_relative_to(DOCS) and not target.is_dir()
        if is_page or not target.exists():
            return link[0]
        name = f"`{target.relative_to(ROOT)}`"
        return name if link[1].strip("`") == name.strip("`") else f"{link[1]} ({name})"

    return LINK.sub(told, markdown)
