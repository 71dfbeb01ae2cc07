"""An app of four fixed pages that has people called and answers Twilio, and costs next to nothing.

Prints its port. Then reads from standard input, as one JSON object a line, the calls to be made:
`{"url", "account", "token", "form", "to": [...]}`; prints a line when all are made.
"""

import asyncio
import json
import sys

import aiohttp

SAY = "Hello, this is an automated call of the benchmark."
TURN = '<Gather input="speech dtmf" action="/turn/{next}" timeout="3"><Say>{text}</Say></Gather>'
PAGES = {
    b"/voice": TURN.format(next=1, text=f"{SAY} Am I speaking with the customer?"),
    b"/turn/1": TURN.format(next=2, text="Is this a good moment?"),
    b"/turn/2": TURN.format(next=3, text="How satisfied are you, from one to five?"),
    b"/turn/3": "<Say>Thank you, goodbye.</Say><Hangup/>",
}
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
CREATED = 201


def _answer(page: str) -> bytes:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{page}</Response>'.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


ANSWERS = {path: _answer(page) for path, page in PAGES.items()}


class _Answering(asyncio.Protocol):
    """Reads one request after the other: a head that ends in a blank line, and its body."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end]
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._read) < end + 4 + length:
                return
            self._read = self._read[end + 4 + length :]
            self._transport.write(ANSWERS.get(head.split(b" ", 2)[1], EMPTY))


async def _serve() -> None:
    """Until standard input is closed, which the end of the benchmark does."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        await _make_calls(json.loads(line))
        print("made", flush=True)


async def _make_calls(wanted: dict[str, str]) -> None:
    """One after the other, so that every run makes them in the same order."""
    login = aiohttp.encode_basic_auth(wanted["account"], wanted["token"])
    async with aiohttp.ClientSession(headers={"Authorization": login}) as http:
        for to in wanted["to"]:
            async with http.post(wanted["url"], data=[("To", to), *wanted["form"]]) as made:
                assert made.status == CREATED, await made.text()


if __name__ == "__main__":
    asyncio.run(_serve())
