from typing import Any

import pytest

from functions.campaigns.model import Campaign
from functions.conversation import script, topics
from functions.conversation.handover import TEXTS
from functions.conversation.phrases import phrase
from functions.conversation.warming import everybodys, have_spoken
from functions.speech.parts import split
from shared.db.pool import Database
from shared.messages import Synthesize
from shared.value import Spoken
from tests.fakes import TurnedClock
from tests.functions.campaigns.conftest import WORDS
from tests.functions.campaigns.conftest import Desk as CampaignDesk

ORDER = {**WORDS, "purpose": "I am calling about your order {order_number}."}
PEDIDO = {
    "purpose": "Le llamo por su pedido {order_number}.",
    "questions": ["¿Le viene bien el martes?"],
    "closing": "Gracias. Adiós.",
    "voicemail": "Volveremos a llamarle.",
}


@pytest.fixture
async def orders(db: Database, clock: TurnedClock) -> Campaign:
    """A campaign in both languages that names an order."""
    return await CampaignDesk(db, clock).draft("+12025550100", script={"en": ORDER, "es": PEDIDO})


async def wanted(db: Database) -> list[Synthesize]:
    async with db.transaction() as conn:
        rows: list[Any] = await (
            await conn.execute("select body from outbox where queue = 'synthesize'")
        ).fetchall()
    return [Synthesize.model_validate(body) for (body,) in rows]


async def test_each_language_is_asked_for(
    db: Database, clock: TurnedClock, orders: Campaign
) -> None:
    await have_spoken(db, clock, "Acme", orders.id)
    asked = {each.language: each for each in await wanted(db)}
    assert asked.keys() == {"en", "es"}
    assert {"¿Le viene bien el martes?", "Gracias. Adiós."} <= set(asked["es"].texts)
    assert asked["es"].campaign_id == orders.id


def test_nothing_of_one_person_is_made_for_everybody(orders: Campaign) -> None:
    said = [text for each in Spoken for text in everybodys(orders, "Acme", each)]
    assert not [text for text in said if "{" in text]


@pytest.mark.parametrize("language", Spoken)
def test_the_exits_and_the_words_that_bridge_time_are_among_them(
    orders: Campaign, language: Spoken
) -> None:
    said = everybodys(orders, "Acme", language)
    assert {phrase("opted_out", language), phrase("filler", language)} <= set(said)


@pytest.mark.parametrize("language", Spoken)
def test_what_whoever_wants_a_person_hears_is_among_them_unless_it_names_a_time(
    orders: Campaign, language: Spoken
) -> None:
    texts = TEXTS[language]
    nobody = texts["nobody_there"].format(next=texts["noted"])
    assert {texts["another"], texts["after"], nobody} <= set(everybodys(orders, "Acme", language))


def test_a_question_that_silence_has_asked_again_is_among_them(orders: Campaign) -> None:
    asked = WORDS["questions"][1]
    assert f"Sorry, I did not hear you. {asked}" in everybodys(orders, "Acme", Spoken.EN)


@pytest.mark.parametrize("language", Spoken)
def test_the_first_words_are_cut_as_a_call_will_cut_them(
    orders: Campaign, language: Spoken
) -> None:
    known = {"order_number": "4711", "name": "Ana"}
    topic = topics.of_campaign(orders, "Acme", language, known).model_copy(update={"name": "Ana"})
    said = split(script.opening(topic).say, known.values())
    ready = everybodys(orders, "Acme", language)
    assert {part.text for part in said if not part.own} <= set(ready)
    assert [part.own for part in said].count(True) == 1


async def test_the_voice_that_was_chosen_says_it(db: Database, clock: TurnedClock) -> None:
    script = {"en": {**WORDS, "voice": "rowan"}, "es": PEDIDO}
    campaign = await CampaignDesk(db, clock).draft("+12025550100", script=script)
    await have_spoken(db, clock, "Acme", campaign.id)
    assert {each.language: each.voice for each in await wanted(db)} == {"en": "rowan", "es": ""}
