"""Serves the page on which a person is the callee: its files, and what is heard on a call."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from scripts.local.places import ROOT
from scripts.local.simulators import engine
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.webhooks import Webhooks
from shared.errors import Invalid, NotFound, Problem

HERE, PRODUCT = Path(__file__).parent, ROOT / "frontend"
LONGEST_TEXT = 4_000  # characters
POLICY = {
    "cache-control": "no-cache",
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'none'",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class _Files(StaticFiles):
    """A folder, asked for anew each time and sent only where it changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers.update(POLICY)
        return answer


def routes(network: Network, *, web: str) -> list[BaseRoute]:
    """The page at `/`, and what it needs. `web` is the address of the product's own web page.

    `/frontend` is the product's page: this one takes its colours and its elements from there.
    """
    sound = _Sound(network)
    run = secrets.token_hex(4)

    async def get_start(request: Request) -> Response:
        ours = [own.number for own in network.numbers.values() if own.voice]
        latest = network.timeline.last
        return JSONResponse({"run": run, "number": latest, "ours": ours, "web": web})

    return [
        Route("/", _index),
        Route("/__sim__/page/", _index),
        Mount("/__sim__/page/css", _Files(directory=HERE / "css")),
        Mount("/__sim__/page/js", _Files(directory=HERE / "js")),
        Mount("/frontend/css", _Files(directory=PRODUCT / "css")),
        Mount("/frontend/js", _Files(directory=PRODUCT / "js")),
        Route("/frontend/favicon.svg", _icon),
        Route("/__sim__/start", get_start),
        Route("/__sim__/audio", sound.get_audio),
        Route("/__sim__/speech", sound.get_speech),
    ]


async def _index(request: Request) -> Response:
    return FileResponse(HERE / "index.html", headers=POLICY)


async def _icon(request: Request) -> Response:
    return FileResponse(PRODUCT / "favicon.svg", headers=POLICY)


class _Sound:
    """What the bot lets be heard, for the ears of a person."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def get_audio(self, request: Request) -> Response:
        """The file a `<Play>` played: that of the event with this `number` on this `call`."""
        client = Webhooks(self._network)
        try:
            reply = await client.fetch(self._played(request.query_params), {})
        except Problem as problem:
            return _told(problem)
        except Failed as failure:
            return _told(NotFound(f"The app does not give this audio: {failure.detail}"))
        finally:
            await client.close()
        return Response(reply.body, reply.status, media_type=reply.media_type)

    async def get_speech(self, request: Request) -> Response:
        """These words as the local engine says them: what `<Say>` lets be heard."""
        text = request.query_params.get("text", "")[:LONGEST_TEXT]
        if not text:
            return _told(Invalid("text is empty: send the words to say"))
        language = request.query_params.get("language", "en")
        file = await asyncio.to_thread(engine.speak, text, language)
        return Response(file, media_type="audio/wav", headers={"cache-control": "max-age=3600"})

    def _played(self, query: Mapping[str, str]) -> str:
        call, number = query.get("call", ""), query.get("number", "")
        for event in self._network.timeline.of(call, "bot"):
            if str(event.number) == number and "://" in event.detail["via"]:
                return str(event.detail["via"])
        raise NotFound(f"Call {call!r} played no file in its event {number!r}")


def _told(problem: Problem) -> Response:
    return JSONResponse(problem.body(), problem.status, media_type="application/problem+json")
