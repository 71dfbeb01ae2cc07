"""Which part of a file a request asks for (`Range`, RFC 9110, 14)."""

from typing import Self

from shared.value import Value

WHOLE, PARTIAL, UNSATISFIABLE = 200, 206, 416


class Part(Value):
    """The bytes from `begin` up to `end` of a file of `size`. None at all: there are none such."""

    begin: int
    end: int
    size: int

    @classmethod
    def asked(cls, header: str, size: int) -> Self:
        """What the header asks for. Several ranges, and what is no range, stand for all of it."""
        unit, _, wanted = header.partition("=")
        first, dash, last = wanted.strip().partition("-")
        known = unit.strip() == "bytes" and dash and (first or last)
        if not known or not all(text.isdecimal() for text in (first, last) if text):
            return cls(begin=0, end=size, size=size)
        if not first:
            return cls(begin=max(0, size - int(last)), end=size, size=size)
        end = min(int(last) + 1, size) if last else size
        return cls(begin=min(int(first), end), end=end, size=size)

    @property
    def status(self) -> int:
        """The HTTP status that goes with it."""
        if self.begin == self.end and self.size:
            return UNSATISFIABLE
        return WHOLE if self.end - self.begin == self.size else PARTIAL

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say which part it is."""
        told = {"Accept-Ranges": "bytes", "Content-Length": str(self.end - self.begin)}
        if self.status == PARTIAL:
            told["Content-Range"] = f"bytes {self.begin}-{self.end - 1}/{self.size}"
        if self.status == UNSATISFIABLE:
            told["Content-Range"] = f"bytes */{self.size}"
        return told
