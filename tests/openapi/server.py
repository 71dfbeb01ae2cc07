"""Serves all that people and programs ask over HTTP, on a real database and fakes at other ports.

Prints its address. Its environment is that of the example settings.
"""

import asyncio
import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from functions.web import web
from scripts.local.simulators.serve import serving
from shared.adapters.clock import SystemClock
from shared.db.pool import Database
from shared.memory import Memory
from shared.ports import Speaker
from shared.settings import Settings
from shared.wiring import deps
from tests.fake_stores import FakeFiles, FakeSecrets, FakeTranscripts, FakeVectors
from tests.fake_vendors import FakeEmbeddings, FakeLanguage, FakeVoice
from tests.functions.signing import NoLimits


async def serve(database_url: str) -> None:
    """Until whoever started it lets it go."""
    app, settings = web(*routers()), Settings.load()
    wired = SimpleNamespace(
        settings=settings,
        clock=(clock := SystemClock()),
        memory=Memory(clock),
        limits=NoLimits(),
        passports=None,
        db=Database(database_url, connections=4),
        files=FakeFiles(),
        secrets=FakeSecrets(),
        language=FakeLanguage(),
        embeddings=FakeEmbeddings(),
        vectors=FakeVectors(),
        transcripts=FakeTranscripts(),
        speakers=(Speaker("elevenlabs", FakeVoice()),),
        cast=FakeVoice(),
    )
    app.dependency_overrides[deps] = lambda: wired
    async with serving(app) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


def routers() -> list[Any]:
    """Those of the app, which nobody else may import: the SDK lists its functions once only."""
    return list(import_module("function_app").SIGNED_IN.values())


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
