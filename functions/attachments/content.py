"""What a file is, by its content: its name and what the browser says of it prove nothing."""

import io
import zipfile
from collections.abc import Collection

from shared.errors import Invalid

_WORD = "application/vnd.openxmlformats-officedocument"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_OFFICE = {
    "word/document.xml": f"{_WORD}.wordprocessingml.document",
    "xl/workbook.xml": f"{_WORD}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_WORD}.presentationml.presentation",
}
_OPEN_DOCUMENTS = {
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
}
_TEXT_CONTROLS = frozenset(range(0x20)) - set(b"\t\n\r\f\x1b")
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "audio/mpeg": (".mp3",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    f"{_WORD}.wordprocessingml.document": (".docx",),
    f"{_WORD}.spreadsheetml.sheet": (".xlsx",),
    f"{_WORD}.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.presentation": (".odp",),
    "text/plain": (".txt", ".log", ".csv", ".tsv", ".md", ".json", ".yaml", ".yml", ".ini"),
}
"""What each type may end in; the first is added where it does not."""
MOST_LETTERS = 190  # of a name before that
LONGEST = 100
"""Bytes that the name of a type takes at most."""
ALLOWED = "images, PDF, Office and OpenDocument files without macros, sound, plain text"


def media_type(data: bytes) -> str:
    """The type of a file that may come in. Raises `Invalid`, which says what may."""
    found = _by_magic(data) or _in_riff(data) or _in_zip(data) or _plain(data)
    if found is None:
        problem = f"is of no type that we take: send {ALLOWED}"
        raise Invalid(f"file: {problem}.", errors=[{"field": "file", "problem": problem}])
    return found


def called(name: str, kind: str) -> str:
    """The name of a file of that type. Who opens it must not start a script that is text, too."""
    suffixes = _SUFFIXES[kind]
    return name if name.lower().endswith(suffixes) else name[:MOST_LETTERS] + suffixes[0]


def _by_magic(data: bytes) -> str | None:
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def _in_riff(data: bytes) -> str | None:
    return _RIFF.get(data[8:12]) if data.startswith(b"RIFF") else None


UNREADABLE = (zipfile.BadZipFile, ValueError, OSError, RuntimeError)
"""What `zipfile` raises over one that is broken, locked, or packed in a way it does not know."""


def _in_zip(data: bytes) -> str | None:
    """A document in a ZIP, if it is one. Nothing is unpacked but a name of a few bytes."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if _has_macros(names):
                return None
            return _office(names) or _open_document(archive, names)
    except UNREADABLE:
        return None


def _has_macros(names: Collection[str]) -> bool:
    return any(
        name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
        for name in names
    )


def _office(names: Collection[str]) -> str | None:
    return next((kind for part, kind in _OFFICE.items() if part in names), None)


def _open_document(archive: zipfile.ZipFile, names: Collection[str]) -> str | None:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > LONGEST:
        return None
    told = archive.read("mimetype").decode("ascii", errors="replace").strip()
    return told if told in _OPEN_DOCUMENTS else None


def _plain(data: bytes) -> str | None:
    """Text in UTF-8. It is handed out as plain text, whatever markup it holds."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if _TEXT_CONTROLS & set(data) else "text/plain"
