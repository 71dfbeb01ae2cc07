"""Answers to HTTP requests, as the Durable extension words them."""

import json
from collections.abc import Mapping
from typing import Any

type Reply = tuple[int, Mapping[str, str], bytes]


class Refusal(Exception):
    """A request is answered with an error. `more` joins its message in the body."""

    def __init__(self, status: int, message: str = "", **more: str) -> None:
        super().__init__(message)
        self.status, self.message, self.more = status, message, more

    def reply(self) -> Reply:
        return (
            body(self.status, {"Message": self.message} | self.more)
            if self.message
            else empty(self.status)
        )


def empty(status: int) -> Reply:
    return status, {}, b""


def body(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Reply:
    kind = {"content-type": "application/json; charset=utf-8"}
    return status, {**kind, **(headers or {})}, json.dumps(value).encode()
