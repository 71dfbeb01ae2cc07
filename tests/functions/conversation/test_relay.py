"""Whole calls over sockets, between the simulated network and the application, on the wire."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from functions.conversation.api import voice
from functions.conversation.model import Action
from functions.conversation.relay import app
from functions.web import web
from scripts.local.simulators.serve import serving
from scripts.local.simulators.twilio import OwnedNumber
from shared.adapters.twilio import TwilioSignatures
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.groups.house import Retention
from shared.groups.vendors import ElevenLabs
from shared.ports import Speaker
from shared.wiring import deps
from tests.fake_stores import FakeFiles, FakeSecrets, FakeVectors
from tests.fake_vendors import FakeEmbeddings, FakeLanguage, FakeVoice
from tests.functions.conversation.conftest import reply
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network

RELAY = "wss://relay.example.com"
CALLER = "+12125550131"  # rings us and tells what is wrong
TOLD = "Hello, my internet connection has been down since this morning."
ASKED, BYE = "Since which hour?", "Thank you, it is noted. Goodbye."


@dataclass
class Talk:
    """The network, and the model behind the application."""

    box: Box
    model: FakeLanguage = field(default_factory=FakeLanguage)

    def said(self) -> list[tuple[str, str]]:
        return [(each["via"], each["text"]) for each in self.box.events("bot")]

    async def fault(self, where: str, action: str, **more: Any) -> None:
        rule = {"where": where, "action": action, **more}
        (await self.box.http.post("/__sim__/faults", json=rule)).raise_for_status()


def settings() -> SimpleNamespace:
    return SimpleNamespace(
        public_url=PUBLIC,
        organisation="Acme Parcels",
        support_rota="Support",
        retention=Retention(),
        relay=SimpleNamespace(url=RELAY),
        twilio=SimpleNamespace(account_sid=ACCOUNT.sid, calls_per_second=1, live_calls=10),
        elevenlabs=ElevenLabs(voice_en="e" * 20, voice_es="s" * 20, model="fast"),
    )


@asynccontextmanager
async def on_the_wire(db: Database) -> AsyncIterator[Talk]:
    """Webhooks at one address, sockets at another, one system behind both."""
    hooks, wired = web(voice), SimpleNamespace(db=db, settings=settings())
    for each in (hooks, app):
        each.dependency_overrides[deps] = lambda: wired
    number = OwnedNumber(
        number=OURS, account=ACCOUNT.sid, voice_url=f"{PUBLIC}/twilio/voice/inbound"
    )
    async with serving(hooks) as hooks_url, serving(app) as relay_url:
        rewrite = {PUBLIC: hooks_url, RELAY: relay_url.replace("http", "ws")}
        async with network(numbers=(number,), rewrite=rewrite) as box:
            talk = Talk(box)
            secrets = FakeSecrets(known={"twilio-auth-token": ACCOUNT.tokens[0]})
            wired.clock, wired.secrets, wired.language = box.clock, secrets, talk.model
            wired.signatures = TwilioSignatures(secrets, box.clock)
            dumb = FakeVoice(failure=Unavailable("no voice", vendor="these tests"))
            wired.speakers = (Speaker("dumb", dumb, 50_000),)
            wired.files, wired.vectors = FakeFiles(), FakeVectors()
            wired.embeddings = FakeEmbeddings()
            yield talk


@pytest.fixture
async def talk(db: Database) -> AsyncIterator[Talk]:
    async with on_the_wire(db) as it:
        it.model.answers = [reply(ASKED), reply(BYE, Action.END)]
        yield it


async def test_a_whole_call_goes_over_a_socket_and_ends_by_a_document(talk: Talk) -> None:
    await talk.box.inbound(CALLER)
    (how, greeting), *rest = talk.said()
    assert (how, "I am an AI assistant" in greeting) == ("relay", True)
    assert rest == [("relay", ASKED), ("say", BYE)]
    assert [each["by"] for each in talk.box.events("relay_over")] == ["ended"]
    assert talk.box.events("notification") == []


async def test_what_was_heard_over_a_socket_is_kept_as_turns(talk: Talk, db: Database) -> None:
    await talk.box.inbound(CALLER)
    async with db.transaction() as conn:
        rows = await (await conn.execute("select n, heard, said from turn order by n")).fetchall()
    assert [row[0] for row in rows] == [0, 1, 2]
    assert rows[1][1:] == (TOLD, ASKED)
    assert rows[2][2] == BYE


async def test_a_lost_socket_costs_nobody_their_call(talk: Talk) -> None:
    await talk.fault("socket.frame", "reset", nth=2)
    await talk.box.inbound(CALLER)
    assert talk.said()[1:] == [("say", ASKED), ("say", BYE)]
    assert talk.box.events("application_error") == []


async def test_a_socket_that_the_network_did_not_sign_for_is_refused(talk: Talk) -> None:
    await talk.fault("socket.open", "corrupt_signature")
    await talk.box.inbound(CALLER)
    assert [each["code"] for each in talk.box.events("notification")] == [39001]
    assert [how for how, _ in talk.said()] == ["say", "say", "say"]
