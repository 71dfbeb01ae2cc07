"""The page's files, and what is heard on it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi.responses import Response
from starlette.applications import Starlette

from scripts.local.simulators import engine, spoken
from scripts.local.simulators.page import routes
from tests.local.simulators.twilio.box import OURS, PUBLIC, Box, network

WEB = "https://web.example.com"
HEARD = engine.speak("Good morning", "en")


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    async with network() as made:
        yield made


@pytest.fixture
async def page(box: Box) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=routes(box.simulator.network, web=WEB))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
        yield client


async def played(box: Box) -> dict[str, str]:
    """A call on which the bot played a file: how to ask for what was heard."""
    box.app.says("/voice", f"<Response><Play>{PUBLIC}/a.wav</Play></Response>")
    box.app.says("/a.wav", Response(HEARD, media_type="audio/wav"))
    call = await box.call("+13125550100")
    [event] = box.simulator.network.timeline.of(call["sid"], "bot")
    return {"call": call["sid"], "number": str(event.number)}


async def test_the_page_lets_nothing_in_from_elsewhere(page: httpx.AsyncClient) -> None:
    answer = await page.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "microphone=(self)" in answer.headers["permissions-policy"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/__sim__/page/js/main.js", "text/javascript"),
        ("/__sim__/page/css/phone.css", "text/css"),
        ("/frontend/css/tokens.css", "text/css"),
        ("/frontend/js/dom.js", "text/javascript"),
        ("/frontend/favicon.svg", "image/svg+xml"),
    ],
)
async def test_files_say_what_they_are(page: httpx.AsyncClient, path: str, kind: str) -> None:
    answer = await page.get(path)
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/__sim__/page/routes.py", "/__sim__/page/js/../routes.py"])
async def test_nothing_else_of_the_folder_is_served(page: httpx.AsyncClient, path: str) -> None:
    assert (await page.get(path)).status_code == 404


async def test_the_page_begins_with_what_is_new_to_it(page: httpx.AsyncClient, box: Box) -> None:
    await box.answered_by("<Response/>")
    box.simulator.network.timeline.record("something")
    start = (await page.get("/__sim__/start")).json()
    assert start["number"] == box.simulator.network.timeline.last
    assert (start["ours"], start["web"]) == ([OURS], WEB)


async def test_what_the_bot_played_is_heard(page: httpx.AsyncClient, box: Box) -> None:
    answer = await page.get("/__sim__/audio", params=await played(box))
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.content == HEARD


async def test_what_was_not_played_is_not_fetched(page: httpx.AsyncClient, box: Box) -> None:
    heard = await played(box)
    answer = await page.get("/__sim__/audio", params={**heard, "number": "0"})
    assert answer.status_code == 404
    assert "played no file" in answer.json()["detail"]


async def test_audio_the_app_no_longer_gives_is_told(page: httpx.AsyncClient, box: Box) -> None:
    heard = await played(box)
    box.app.says("/a.wav", Response(status_code=410))
    assert (await page.get("/__sim__/audio", params=heard)).status_code == 410


async def test_words_are_spoken(page: httpx.AsyncClient) -> None:
    answer = await page.get("/__sim__/speech", params={"text": "Hasta luego", "language": "es"})
    assert answer.headers["content-type"] == "audio/wav"
    assert spoken.words(answer.content) == "Hasta luego"


async def test_no_words_are_refused(page: httpx.AsyncClient) -> None:
    answer = await page.get("/__sim__/speech")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "text is empty: send the words to say"
