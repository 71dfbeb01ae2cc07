import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from scripts.local.simulators.serve import serving
from shared.adapters.receivers import HttpReceivers, is_public
from shared.errors import Rejected, Unavailable, Uncertain


async def heard(request: Request) -> Response:
    wanted = {"content-type": "application/json", "webhook-id": "1"}
    body, told = await request.body(), wanted.items() <= dict(request.headers).items()
    return Response(status_code=202 if body == '{"ñ":1}'.encode() and told else 400)


async def elsewhere(_: Request) -> Response:
    return RedirectResponse("http://169.254.169.254/latest")


async def never(_: Request) -> Response:
    await asyncio.Event().wait()
    return Response()


ROUTES = [Route(f"/{each.__name__}", each, methods=["POST"]) for each in (heard, elsewhere, never)]


@pytest.fixture(scope="module")
async def there() -> AsyncIterator[str]:
    async with serving(Starlette(routes=ROUTES), port=0) as url:
        yield url


async def post(url: str, *, private: bool = True, deadline: float = 5) -> int:
    headers = {"content-type": "application/json", "webhook-id": "1"}
    return await HttpReceivers(private=private).post(url, '{"ñ":1}', headers, deadline=deadline)


async def test_body_and_headers_arrive_as_they_are(there: str) -> None:
    assert await post(f"{there}/heard") == 202


async def test_a_redirect_is_an_answer_and_is_not_followed(there: str) -> None:
    assert await post(f"{there}/elsewhere") == 307


async def test_a_receiver_that_never_answers_is_uncertain(there: str) -> None:
    with pytest.raises(Uncertain, match=r"within 0\.2 s"):
        await post(f"{there}/never", deadline=0.2)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("5f00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("::10.0.0.1", False),
    ],
)
def test_only_addresses_that_are_anybodys_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/metadata/identity/oauth2/token",
        "https://[::ffff:169.254.169.254]/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "http://8.8.8.8/",
    ],
)
async def test_what_only_we_can_reach_is_refused(url: str) -> None:
    with pytest.raises(Rejected):
        await post(url, private=False)


@pytest.mark.parametrize("host", ["example..com", f"{'a' * 64}.com"])
async def test_what_can_be_no_name_is_no_host(host: str) -> None:
    with pytest.raises(Unavailable, match="no such host"):
        await post(f"https://{host}/", private=False)


async def test_a_name_that_leads_to_a_private_address_too_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def both(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (each, 443)) for each in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
    with pytest.raises(Rejected, match=r"hooks\.example leads to"):
        await post("https://hooks.example/", private=False)


async def test_a_name_is_looked_up_once_and_what_was_found_is_connected_to(
    there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def once(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", once)
    status = await post(there.replace("127.0.0.1", "hooks.example") + "/heard")
    assert (status, asked) == (202, ["hooks.example"])


@asynccontextmanager
async def hanging_up() -> AsyncIterator[str]:
    async def end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(end, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_what_breaks_before_the_answer_is_uncertain() -> None:
    async with hanging_up() as url:
        with pytest.raises(Uncertain):
            await post(url)


@pytest.mark.parametrize(
    ("url", "problem"),
    [("http://127.0.0.1:9/", "No connection"), ("http://nobody.invalid/", "no such host")],
)
async def test_what_cannot_be_reached_is_unavailable(url: str, problem: str) -> None:
    with pytest.raises(Unavailable, match=problem):
        await post(url)
