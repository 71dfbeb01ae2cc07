"""An HTTP request as a function gets it, and the response it asks for.

https://github.com/Azure/azure-functions-host: GrpcMessageConversionExtensions.ToRpcHttp
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from azure_functions_runtime.bindings.datumdef import Datum

type Headers = list[tuple[bytes, bytes]]

# What the server decides itself, whatever a function says.
OWN_HEADERS = {"content-length", "transfer-encoding", "connection", "date", "server"}


@dataclass(frozen=True)
class Reply:
    """What goes back to the caller."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=list)

    @classmethod
    def text(cls, status: int, text: str, media_type: str = "text/plain; charset=utf-8") -> "Reply":
        """A reply of text."""
        return cls(status, text.encode(), [(b"content-type", media_type.encode())])


class Request:
    """A request as ASGI tells of it, its body read to the end."""

    def __init__(self, scope: Mapping[str, Any], body: bytes) -> None:
        self.method: str = scope["method"]
        self.scheme: str = scope.get("scheme", "http")
        self.raw_path: str = scope["raw_path"].decode("latin-1").partition("?")[0]
        self.query_string: str = scope["query_string"].decode("latin-1")
        self.headers = folded(scope["headers"])
        self.body = body

    @property
    def path(self) -> str:
        """Percent-decoded, save for an encoded slash, which separates nothing."""
        if "%" not in self.raw_path:
            return self.raw_path
        return unquote(self.raw_path.replace("%2F", "%252F").replace("%2f", "%252f"))

    @property
    def query(self) -> dict[str, str]:
        """Values by key. A repeated key's are joined by commas; keys know no case."""
        found: dict[str, tuple[str, str]] = {}
        for key, value in parse_qsl(self.query_string, keep_blank_values=True):
            first, before = found.get(key.lower(), (key, None))
            found[key.lower()] = first, value if before is None else f"{before},{value}"
        return dict(found.values())

    @property
    def url(self) -> str:
        """The address as the host tells a function of it."""
        query = f"?{self.query_string}" if self.query_string else ""
        return f"{self.scheme}://{self.headers.get('host', '')}{self.raw_path}{query}"

    def datum(self, values: Mapping[str, str]) -> Datum:
        """The request as the trigger's value.

        A body without a Content-Length does not reach the function: the host looks at that alone.
        """
        has_body = self.headers.get("content-length", "0") not in ("", "0")
        parts = {
            "method": _text(self.method),
            "url": _text(self.url),
            "headers": {name: _text(value) for name, value in self.headers.items()},
            "query": {name: _text(value) for name, value in self.query.items() if value},
            "params": {name: _text(value) for name, value in values.items()},
            "body": Datum(self.body if has_body else b"", "bytes"),
        }
        return Datum(parts, "http")


def folded(headers: Headers) -> dict[str, str]:
    """Names in small letters, the values of a repeated one joined by commas."""
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def reply(datum: Datum | None) -> Reply:
    """What a function's `http` output stands for. Nothing at all is 204 No Content."""
    if datum is None or datum.value is None:
        return Reply(204)
    if datum.type != "http":
        body = datum.value if isinstance(datum.value, bytes) else str(datum.value).encode()
        return Reply(200, body, [(b"content-type", b"text/plain; charset=utf-8")])
    told = datum.value
    headers: dict[bytes, bytes] = {}
    for name, value in told["headers"].items():
        if name.lower() not in OWN_HEADERS:
            headers[name.lower().encode("latin-1")] = value.value.encode("latin-1")
    cookies = [
        (b"set-cookie", morsel.OutputString().encode("latin-1"))
        for cookie in told.get("cookies") or ()
        for morsel in cookie.values()
    ]
    return Reply(
        int(told["status_code"].value), told["body"].value or b"", [*headers.items(), *cookies]
    )


def _text(value: str) -> Datum:
    return Datum(value, "string")
