import io
import zipfile

import pytest

from functions.attachments import content
from shared.errors import Invalid

OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def zipped(**files: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in files.items():
            named = name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin")
            archive.writestr(zipfile.ZipInfo(named), text)  # of no date, or names of tests differ
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (zipped(word__document_xml="<w/>"), OOXML),
        (zipped(mimetype=ODT), ODT),
        ("Señal débil\tsí\r\n".encode(), "text/plain"),
        (b"<script>alert(1)</script>", "text/plain"),
    ],
)
def test_a_file_is_what_it_holds(data: bytes, kind: str) -> None:
    assert content.media_type(data) == kind


@pytest.mark.parametrize(
    ("name", "kind", "called"),
    [
        ("error.LOG", "text/plain", "error.LOG"),
        ("invoice.vbs", "text/plain", "invoice.vbs.txt"),
        ("read me", "text/plain", "read me.txt"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("invoice.hta", "application/pdf", "invoice.hta.pdf"),
        ("x" * 200, "text/plain", "x" * 190 + ".txt"),
    ],
)
def test_a_file_is_called_so_that_it_opens_as_what_it_is(name: str, kind: str, called: str) -> None:
    assert content.called(name, kind) == called


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"RIFF\0\0\0\0AVI LIST",
        zipped(readme="only an archive"),
        zipped(word__document_xml="<w/>", word__vbaProject_bin="x"),
        zipped(mimetype=ODT, Basic__module="sub main"),
        zipped(mimetype="application/x-msdownload"),
        zipped(word__document_xml="<w/>")[:40],
        b"a text with a \x00 in it",
        b"\xff\xfe\x00\x01 no UTF-8",
    ],
)
def test_what_we_do_not_take_is_told_what_we_do(data: bytes) -> None:
    with pytest.raises(Invalid, match="send images, PDF") as refused:
        content.media_type(data)
    assert refused.value.extra["errors"][0]["field"] == "file"
