"""The words a recorded voice says, read from the comment in its WAV file."""

from collections.abc import Iterator


def chunks(data: bytes, *, big: bool = False) -> Iterator[tuple[bytes, bytes]]:
    """The (name, content) pairs of a RIFF or AIFF body, up to a length that leads past the end."""
    position = 0
    while position + 8 <= len(data):
        name, size = data[position : position + 4], data[position + 4 : position + 8]
        length = int.from_bytes(size, "big" if big else "little")
        yield name, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def words_in(audio: bytes) -> str:
    """The UTF-8 text in `LIST/INFO/ICMT`, or nothing where there is none."""
    if audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        return ""
    for name, content in chunks(audio[12:]):
        if name == b"LIST" and content[:4] == b"INFO":
            comment = dict(chunks(content[4:])).get(b"ICMT", b"")
            return comment.rstrip(b"\0").decode("utf-8", "replace")
    return ""
