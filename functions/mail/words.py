"""What a mail says: its own words, of plain text or of a page, without what it quotes."""

import html
import re
from collections.abc import Iterator, Sequence

LONGEST_PAGE = 500_000
"""Characters: pages hold pictures, too."""
MARK = "##-"
"""Begins the line above which an answer is to be written."""
_QUOTED = re.compile(
    r"^(?:On\b.{1,300}\bwrote:|El\b.{1,300}\bescribió:"
    r"|-{2,}\s*(?:Original Message|Mensaje original)\s*-{2,})\s*$",
    re.DOTALL,
)
_COMMENT = "!--"
HIDDEN = frozenset({_COMMENT, "script", "style", "title"})
"""What is not read, unless it is all there is."""
UNREADABLE = frozenset({_COMMENT, "script", "style"})
_EDGE = re.compile(
    r"<!-->|(?P<open><!--)|(?P<close>-->)|<(?P<end>/?)(?P<tag>script|style|title"
    r"|iframe|noembed|noframes|noscript|plaintext|textarea|xmp)\b[^<>]*>",
    re.IGNORECASE,
)
"""Where something begins or ends whose tags a parser takes for text, or whose text is none."""
_TAG = re.compile(
    r"</?(?P<name>[a-z][a-z0-9]*+)(?:[^<>=]++|=\s?+\"[^\"<]*+\"|=\s?+'[^'<]*+'|=)*+>|<[!?/][^<>]*+>",
    re.IGNORECASE,
)
_ENDLESS = re.compile(r"&#\d{9,};?")
"""No character has such a number; Python refuses to read one of thousands of digits."""
BLOCKS = frozenset({"p", "div", "br", "tr", "li", "blockquote", "h1", "h2", "h3"})


def own(text: str) -> str:
    """The lines before the one that begins a quotation, without `>` lines at the end."""
    lines = text.replace("\r\n", "\n").split("\n")
    end = next((n for n, line in enumerate(lines) if MARK in line), len(lines))
    begin = next(_quotations(lines[:end]), end)
    while begin and (not lines[begin - 1].strip() or lines[begin - 1].lstrip().startswith(">")):
        begin -= 1
    return "\n".join(lines[:begin]).strip()


def _quotations(lines: Sequence[str]) -> Iterator[int]:
    """Where somebody is quoted: `On Monday Ana wrote:`, in one line or broken into two."""
    for number, line in enumerate(lines):
        pair = f"{line.strip()} {lines[number + 1].strip()}" if number + 1 < len(lines) else ""
        if _QUOTED.match(line.strip()) or _QUOTED.match(pair):
            yield number


def of_page(page: str) -> str:
    """The words of a page, a line for each block. Where it shows none, its title will do.

    The parser of Python takes time that grows with the square of what is broken: anybody may
    write to us, and others are waiting.
    """
    page = page[:LONGEST_PAGE]
    return _read(_without(HIDDEN, page)) or _read(_without(UNREADABLE, page))


def _read(page: str) -> str:
    flowing = _TAG.sub(_broken, re.sub(r"\s+", " ", page))
    text = html.unescape(_ENDLESS.sub("\ufffd", flowing))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _broken(tag: re.Match[str]) -> str:
    return "\n" if (tag["name"] or "").lower() in BLOCKS else ""


def _without(hidden: frozenset[str], page: str) -> str:
    """The page without these. What nobody closes hides nothing: there a mail was cut, or broken."""
    edges = list(_EDGE.finditer(page))
    closed = {_kind(edge): edge.start() for edge in edges if _closes(edge)}
    pieces, at, inside = [], 0, ""
    for edge in edges:
        if inside and not (_kind(edge) == inside and _closes(edge)):
            continue
        if not inside:
            pieces.append(page[at : edge.start()])
        kind, at = _kind(edge), edge.end()
        is_hidden = kind in hidden and closed.get(kind, -1) > edge.start()
        inside = kind if is_hidden and not _closes(edge) else ""
    return "".join([*pieces, page[at:]])


def _kind(edge: re.Match[str]) -> str:
    return (edge["tag"] or _COMMENT).lower()


def _closes(edge: re.Match[str]) -> bool:
    """`<!-->` is a comment by itself, and the end of one that is open."""
    return not edge["open"] and edge["end"] != ""
