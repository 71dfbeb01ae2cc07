import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from httpx import AsyncClient

from functions.conversation.texting import messages
from functions.people import service as people
from functions.people.service import NewContact
from functions.permission.model import Event, Refusal
from shared.db.pool import Database
from shared.value import Spoken
from tests.fakes import TurnedClock
from tests.functions.calls.conftest import refusal
from tests.functions.signing import client

PHONE, OURS = "+12125550100", "+12025550199"


@dataclass
class FakeSignatures:
    """Whoever signs with the right word is the network."""

    async def valid(self, url: str, params: Mapping[str, str], signature: str | None) -> bool:
        return signature == f"signed {url}"


@dataclass
class Network:
    """Somebody who texts us, and the network in between."""

    db: Database
    clock: TurnedClock
    web: AsyncClient
    sent: int = 0
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "x-twilio-signature": "signed https://calls.example/twilio/messages/inbound"
        }
    )

    async def tells(self, body: str, **more: str) -> str | None:
        """The words we answer."""
        self.sent += 1
        form = {"MessageSid": f"SM{self.sent:032}", "From": PHONE, "To": OURS, "Body": body}
        answer = await self.web.post(
            "/twilio/messages/inbound", data={**form, **more}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        return fromstring(answer.text).findtext("Message")

    async def refusal(self) -> Refusal | None:
        return await refusal(self.db, self.clock, PHONE)

    async def history(self) -> list[Event]:
        async with self.db.transaction() as conn:
            return list((await people.held(conn, PHONE)).history)

    async def rows(self, query: str) -> list[Any]:
        async with self.db.transaction() as conn:
            return await (await conn.execute(query)).fetchall()


@pytest.fixture
async def network(db: Database, clock: TurnedClock) -> AsyncIterator[Network]:
    settings = SimpleNamespace(public_url="https://calls.example/")
    wired = {"db": db, "clock": clock, "settings": settings, "signatures": FakeSignatures()}
    async with client(messages, **wired) as web:
        yield Network(db, clock, web)


@pytest.mark.parametrize(
    "word", ["STOP", "stopall", " Unsubscribe ", "CANCEL", "End", "quit", "REVOKE", "optout"]
)
async def test_what_twilio_confirms_is_obeyed_without_a_word(network: Network, word: str) -> None:
    assert await network.tells(word) is None
    assert await network.refusal() is Refusal.DO_NOT_CALL


@pytest.mark.parametrize(
    "word", ["BAJA", "¡Alto!", "parar.", "Cancelar", "no llamar", "NO  LLAMEN", "«baja»"]
)
async def test_spanish_words_are_obeyed_and_confirmed_in_spanish(
    network: Network, word: str
) -> None:
    assert await network.tells(word) == "Entendido. No volveremos a llamar a su número."
    assert await network.refusal() is Refusal.DO_NOT_CALL


@pytest.mark.parametrize(
    "words",
    ["Stop.", "¡¡STOP!!", "Arrêt", "please stop calling me", "take me off your list", "Stop all"],
)
async def test_words_that_twilio_does_not_know_are_confirmed_by_us(
    network: Network, words: str
) -> None:
    assert await network.tells(words) == "Understood. Your number will not be called again."
    assert await network.refusal() is Refusal.DO_NOT_CALL


async def test_the_message_is_the_proof(network: Network) -> None:
    await network.tells(f"Stop calling me! {'x' * 500}")
    (event,) = await network.history()
    assert (event.act, event.source, len(event.proof or "")) == ("added", "sms", 249)
    assert (event.proof or "").startswith(f"text message SM{1:032}: Stop calling me!")


async def test_what_twilio_has_sorted_is_taken_as_it_says(network: Network) -> None:
    assert await network.tells("LEAVE", OptOutType="STOP") is None
    assert await network.refusal() is Refusal.DO_NOT_CALL


async def test_start_is_noted_and_lifts_nothing(network: Network) -> None:
    await network.tells("STOP")
    assert "until you have told a person" in (await network.tells("START") or "")
    assert await network.refusal() is Refusal.DO_NOT_CALL
    assert [each.act for each in await network.history()] == ["added", "asked_back"]


async def test_asking_back_in_spanish_is_answered_in_spanish(network: Network) -> None:
    await network.tells("Baja")
    assert "lista de no llamar" in (await network.tells("¡Alta!") or "")
    assert await network.refusal() is Refusal.DO_NOT_CALL


async def test_the_answer_is_in_the_language_of_the_contact(network: Network) -> None:
    new = NewContact(name="Taller", phone=PHONE, language=Spoken.ES)
    await people.add_contact(network.db, network.clock, new)
    await network.tells("STOP")
    assert "lista de no llamar" in (await network.tells("Unstop") or "")


async def test_any_other_message_is_a_ticket_and_stops_nothing(network: Network) -> None:
    words = "When will it arrive? Don't stop at the door"
    assert await network.tells(words) is None
    assert await network.refusal() is None
    (ticket,) = await network.rows("select title, requester_phone, channel from ticket")
    assert ticket == (words, PHONE, "phone")


async def test_a_yes_from_somebody_who_was_never_listed_is_a_ticket(network: Network) -> None:
    await network.tells("YES")
    assert len(await network.rows("select id from ticket")) == 1
    assert await network.history() == []


async def test_help_is_answered_by_twilio(network: Network) -> None:
    assert await network.tells("HELP") is None
    assert await network.rows("select id from ticket") == []


async def test_a_picture_without_words_is_a_ticket(network: Network) -> None:
    await network.tells("")
    (ticket,) = await network.rows("select title from ticket")
    assert ticket == ("Text message without words",)


async def test_the_same_message_twice_counts_once(network: Network) -> None:
    sid = {"MessageSid": f"SM{7:032}"}
    await network.tells("Hello there", **sid)
    await network.tells("Hello there", **sid)
    told = [await network.tells("Baja", MessageSid=f"SM{8:032}") for _ in range(2)]
    assert told == ["Entendido. No volveremos a llamar a su número."] * 2
    assert len(await network.rows("select id from ticket")) == 1
    assert len(await network.history()) == 1


async def test_the_same_message_twice_at_once_gets_one_answer(network: Network) -> None:
    once = {"MessageSid": f"SM{9:032}"}
    told = await asyncio.gather(*(network.tells("¡Baja!", **once) for _ in range(3)))
    assert set(told) == {"Entendido. No volveremos a llamar a su número."}
    assert len(await network.history()) == 1


async def test_a_message_that_nobody_signed_is_refused(network: Network) -> None:
    form = {"MessageSid": "SM1", "From": PHONE, "To": OURS, "Body": "STOP"}
    answer = await network.web.post("/twilio/messages/inbound", data=form)
    assert answer.status_code == 403
    assert await network.refusal() is None


async def test_what_is_no_message_is_refused(network: Network) -> None:
    answer = await network.web.post("/twilio/messages/inbound", headers=network.headers)
    assert answer.status_code == 422
