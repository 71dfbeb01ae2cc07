"""Somebody for whom a ticket was opened is told so, as one who wrote is."""

import pytest

from functions.tickets import service as tickets
from functions.tickets.model import Draft
from shared.db.pool import Database
from shared.ports import Letter
from shared.value import Spoken
from tests.fake_vendors import FakeMail
from tests.fakes import TurnedClock
from tests.functions.mail.test_service import DRAFT, EVA, come, post


async def told(db: Database, clock: TurnedClock) -> list[Letter]:
    sent = FakeMail()
    await post(db, clock, sent)
    return sent.sent


async def opened(db: Database, clock: TurnedClock, draft: Draft, key: str | None = None) -> None:
    await tickets.open_ticket(db, clock, draft, "Ana", key=key)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Spoken.EN, "We have opened a request for you. Its number is INC0010001."),
        (Spoken.ES, "Hemos abierto una solicitud para usted. Su número es INC0010001."),
    ],
)
async def test_whoever_a_ticket_was_opened_for_is_told_its_number_once(
    db: Database, clock: TurnedClock, language: Spoken, words: str
) -> None:
    for _ in range(2):
        await opened(db, clock, DRAFT.model_copy(update={"language": language}), key="k")
    (letter,) = await told(db, clock)
    assert (letter.to, letter.automatic, words in letter.text) == (EVA, True, True)


async def test_an_answer_to_that_letter_is_a_comment(db: Database, clock: TurnedClock) -> None:
    await opened(db, clock, DRAFT)
    (letter,) = await told(db, clock)
    assert await come(db, clock, in_reply_to=letter.message_id) == "answer"


async def test_who_has_no_address_is_told_nothing(db: Database, clock: TurnedClock) -> None:
    await opened(db, clock, DRAFT.model_copy(update={"requester_email": None}))
    assert await told(db, clock) == []


async def test_many_tickets_for_one_address_are_told_of_three_times_an_hour(
    db: Database, clock: TurnedClock
) -> None:
    for _ in range(5):
        await opened(db, clock, DRAFT)
    assert len(await told(db, clock)) == 3
