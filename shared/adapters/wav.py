"""What a WAV file must be before Twilio may play it: whole, with its lengths written in."""

import struct

HEAD = struct.Struct("<4sI4s")
CHUNK = struct.Struct("<4sI")
UNKNOWN = (0, 0xFFFFFFFF)  # what a vendor writes that streams before it knows the length
MEDIA_TYPE = "audio/wav"


def whole(audio: bytes) -> bytes:
    """The file with true lengths. Raises `ValueError` where it is no WAV file or was cut short.

    Where the vendor left the lengths open, the end of the data is the end of the file.
    """
    if len(audio) < HEAD.size or audio[:4] != b"RIFF" or audio[8:12] != b"WAVE":
        raise ValueError("this is no WAV file")
    place = _data(audio)
    size = CHUNK.unpack_from(audio, place)[1]
    here = len(audio) - place - CHUNK.size
    if size in UNKNOWN and here:
        return _closed(audio, place, here)
    if size > here or not here:
        raise ValueError(f"{here} of {size} bytes of sound arrived")
    return audio


def _data(audio: bytes) -> int:
    place = HEAD.size
    while place + CHUNK.size <= len(audio):
        name, size = CHUNK.unpack_from(audio, place)
        if name == b"data":
            return place
        place += CHUNK.size + size + size % 2
    raise ValueError("the WAV file ends before its sound begins")


def _closed(audio: bytes, place: int, size: int) -> bytes:
    whole_size = struct.pack("<I", len(audio) - 8)
    data = CHUNK.pack(b"data", size)
    return b"RIFF" + whole_size + audio[8:place] + data + audio[place + CHUNK.size :]
