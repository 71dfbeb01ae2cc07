"""The first sheet of an Excel workbook as rows of text, as a person sees them."""

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import ParseError, iterparse
from zipfile import BadZipFile, ZipFile, ZipInfo

from functions.imports.model import unusable
from shared.errors import Invalid

MIB = 1024 * 1024
MOST_PARTS = 1000
LARGEST_UNPACKED = 200 * MIB
LARGEST_WORDS = 32 * MIB  # of the table of shared strings, which is held in memory
SUSPICIOUS, RATIO = 10 * MIB, 100  # from that size on, sheets of contacts shrink to a tenth
WIDEST = 200  # columns
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with parts, and empty
PART = b"PK\x01\x02"  # before each entry of a ZIP file's directory
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of .xls, and around an encrypted .xlsx
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BROKEN = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What a reader of workbooks raises over one that is not as it should be."""


def is_workbook(file: bytes) -> bool:
    """Whether these bytes are a spreadsheet program's own format, of whatever age."""
    return file.startswith((*ZIP, OLD))


def rows(file: bytes) -> Iterator[list[str]]:
    """Row by row, without the empty ones at the end. Raises `Invalid` where it is not safe."""
    _check(file)
    waiting = 0
    for row in _cells(file):
        if not row:
            waiting += 1
            continue
        yield from ([] for _ in range(waiting))
        waiting = 0
        yield row


def _check(file: bytes) -> None:
    """Refuse what would not fit in memory, by the directory alone: nothing is unpacked yet."""
    if file.startswith(OLD):
        raise _old(file)
    if file.count(PART) > MOST_PARTS:
        raise unusable("has too many parts for a workbook", "Save it anew as .xlsx or CSV.")
    try:
        with ZipFile(io.BytesIO(file)) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        raise _broken() from error
    if not any(part.filename.startswith("xl/") for part in parts):
        raise unusable("is no Excel workbook", "Save it as .xlsx or as “CSV UTF-8”.")
    if any(part.filename == "xl/workbook.bin" for part in parts):
        raise unusable("is a binary workbook (.xlsb)", "Save it as .xlsx or as “CSV UTF-8”.")
    if any(part.flag_bits & 1 for part in parts):
        raise _protected()
    if _is_bomb(parts, len(file)):
        raise unusable("unpacks to far more than it holds", "Save its first sheet as “CSV UTF-8”.")


def _is_bomb(parts: list[ZipInfo], size: int) -> bool:
    """What a part says of its size binds: Python's `zipfile` unpacks no byte more."""
    unpacked = sum(part.file_size for part in parts)
    words = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    is_dense = unpacked > SUSPICIOUS and unpacked > RATIO * size
    return unpacked > LARGEST_UNPACKED or words > LARGEST_WORDS or is_dense


def _old(file: bytes) -> Invalid:
    if "EncryptedPackage".encode("utf-16-le") in file:
        return _protected()
    return unusable("is a workbook of the old kind (.xls)", "Save it as .xlsx or “CSV UTF-8”.")


def _protected() -> Invalid:
    return unusable("is protected by a password", "Save it without one, and send that.")


def _broken() -> Invalid:
    return unusable("is a workbook that cannot be read", "Open it, save it again, and send that.")


def _cells(file: bytes) -> Iterator[list[str]]:
    from openpyxl.reader import excel  # noqa: PLC0415  half a second, and seldom needed

    warnings.filterwarnings("ignore", module="openpyxl")  # they quote cells, and logs keep them
    excel.read_string_table = _words
    try:
        book = excel.load_workbook(
            io.BytesIO(file), read_only=True, data_only=True, keep_links=False
        )
        for row in book.worksheets[0].iter_rows():
            found = [_shown(cell) for cell in row]
            while found and not found[-1]:
                found.pop()
            if len(found) > WIDEST:
                raise unusable(f"has more than {WIDEST} columns", "Leave out what is not needed.")
            yield found
    except BROKEN as error:
        raise _broken() from error


def _words(table: IO[bytes]) -> list[str]:
    """The table of shared strings, where most of a workbook's text is.

    In place of the library's own, which takes half as long again and keeps an element for each.
    What stands beside a text, how it sounds (ISO 29500: `rPh`), is left.
    """
    found: list[str] = []
    told = iterparse(table, ("start", "end"))  # noqa: S314  expat bounds what entities unfold to
    _, root = next(told)
    for event, node in told:
        if event == "end" and node.tag == f"{SHEET}si":
            texts = (*node.iterfind(f"{SHEET}t"), *node.iterfind(f"{SHEET}r/{SHEET}t"))
            found.append("".join(each.text or "" for each in texts).replace("x005F_", ""))
            root.clear()
    return found


def _shown(cell: object) -> str:
    value = cell.value  # type: ignore[attr-defined]  # the library has no types
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return number(value, cell.number_format)  # type: ignore[attr-defined]
    return moment(value)


def moment(value: object) -> str:
    """A day, a time of day, or both, as ISO 8601 writes them; seconds only where there are any."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, datetime):
        written = value.isoformat(" ", "seconds")
        return written.removesuffix(" 00:00:00").removesuffix(":00")
    if isinstance(value, time):
        return value.isoformat("seconds").removesuffix(":00")
    return value.isoformat() if isinstance(value, date) else str(value)


def number(value: float, pattern: str) -> str:
    """A number in the cell's format: zeros before it, places behind it, percent, a mask."""
    section = _section(pattern)
    if not any(each in section for each in "0#?"):  # General, and text
        return _plain(value)
    if section.endswith("%"):
        return f"{_placed(value * 100, section)}%"
    if _is_whole(value) and value >= 0 and not set(section) & set(".Ee/"):
        return _masked(str(round(value)), section)
    return _plain(value) if set(section) & set("Ee/") else _placed(value, section)


@lru_cache(maxsize=200)
def _section(pattern: str) -> str:
    """The format of positive numbers, without colours, units and what only aligns."""
    bare = re.sub(r"\[[^]]*]|[_*].|[$€£¥,]", "", pattern.partition(";")[0])
    return re.sub(r'"([^"]*)"|\\(.)', r"\1\2", bare).strip()


def _is_whole(value: float) -> bool:
    return isinstance(value, int) or value.is_integer()


def _plain(value: float) -> str:
    """All digits that count, none that binary fractions add."""
    return str(int(value)) if _is_whole(value) else f"{value:.15g}"


def _placed(value: float, section: str) -> str:
    """With as many places as the format demands or allows."""
    places = re.sub("[^0#?]", "", section.partition(".")[2])
    whole, _, fraction = f"{value:.{len(places)}f}".partition(".")
    kept = fraction[: places.count("0")] + fraction[places.count("0") :].rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def _masked(digits: str, section: str) -> str:
    """Digits put where the format has places for them, from the right: +00 000 and the like."""
    left, shown = digits, ""
    first = min(place for place, each in enumerate(section) if each in "0#?")
    for place in range(len(section) - 1, -1, -1):
        each = section[place]
        if each in "0#?":
            digit, left = left[-1:] or ("0" if each == "0" else ""), left[:-1]
            each = left + digit if place == first else digit
        shown = each + shown
    return shown
