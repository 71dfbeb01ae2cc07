import asyncio
from datetime import datetime

import pytest

from functions.permission import service as permission
from functions.promises import offering, service
from functions.promises.hints import Ask
from functions.promises.model import Cause, Forbidden, Offer, PromiseState, Question
from shared.errors import Conflict
from shared.value import Spoken
from tests.functions.promises.conftest import PHONE, ROTA, Owing

TOMORROW_AT_3 = "2027-03-02T15:00:00-05:00"  # the clock shows Monday, seven in the morning there


async def offered(owing: Owing, *said: str, **more: object) -> Offer | Question | Forbidden:
    debt = await owing.debt(**more)
    async with owing.db.transaction() as conn:
        return await offering.offer(conn, debt, said, ROTA, owing.clock.now())


async def test_a_time_is_meant_by_their_own_clock(owing: Owing) -> None:
    found = await offered(owing, "call me tomorrow at three")
    assert isinstance(found, Offer)
    assert (found.at, found.is_later) == (datetime.fromisoformat(TOMORROW_AT_3), False)


async def test_the_day_may_have_been_said_before_the_hour(owing: Owing) -> None:
    found = await offered(owing, "tomorrow would be good", "at three")
    assert isinstance(found, Offer)
    assert found.at == datetime.fromisoformat(TOMORROW_AT_3)


async def test_a_new_time_counts_where_it_does_not_fit_what_was_said_before(owing: Owing) -> None:
    found = await offered(owing, "tomorrow at two", "on Wednesday at three")
    assert isinstance(found, Offer)
    assert f"{found.at:%m-%d %H:%M}" == "03-03 20:00"


async def test_words_of_the_other_language_are_understood_as_well(owing: Owing) -> None:
    found = await offered(owing, "mañana a las tres", language=Spoken.EN)
    assert isinstance(found, Offer)
    assert found.at == datetime.fromisoformat(TOMORROW_AT_3)


async def test_what_is_unclear_is_asked(owing: Owing) -> None:
    assert await offered(owing, "call me later") == Question(asks=Ask.WHEN)


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ("tomorrow at eleven at night", "2027-03-03T08:00:00-05:00"),
        ("on Sunday at half past six in the morning", "2027-03-07T08:00:00-05:00"),
        ("today at seven thirty in the morning", "2027-03-01T08:00:00-05:00"),
    ],
)
async def test_outside_the_hours_of_the_law_the_next_time_within_them_is_offered(
    owing: Owing, said: str, allowed: str
) -> None:
    found = await offered(owing, said)
    assert isinstance(found, Offer)
    assert (found.at, found.is_later) == (datetime.fromisoformat(allowed), True)


async def test_where_a_person_calls_somebody_must_be_there(owing: Owing) -> None:
    await owing.on_call(opens=13, closes=17)
    found = await offered(owing, "tomorrow at ten in the morning")
    assert isinstance(found, Offer)
    assert found.at == datetime.fromisoformat("2027-03-02T13:00:00-05:00")


async def test_nobody_is_promised_a_call_that_must_not_be_made(owing: Owing) -> None:
    async with owing.db.transaction() as conn:
        await permission.opt_out(conn, PHONE, "web", "form", owing.clock.now())
    assert await offered(owing, "tomorrow at three") == Forbidden(why="do_not_call")


async def test_a_promise_said_twice_even_at_once_is_made_once(owing: Owing) -> None:
    debt, at, now = await owing.debt(), owing.at(TOMORROW_AT_3), owing.clock.now()

    async def said() -> None:
        async with owing.db.transaction() as conn:
            await service.promise(conn, debt, at, now)

    await asyncio.gather(*(said() for _ in range(4)))
    assert len(await owing.rows("select id from promise")) == 1


async def test_the_last_time_named_in_a_call_counts(owing: Owing) -> None:
    debt, now = await owing.debt(), owing.clock.now()
    async with owing.db.transaction() as conn:
        first = await service.promise(conn, debt, owing.at(TOMORROW_AT_3), now)
        second = await service.promise(conn, debt, owing.at("2027-03-02T16:00:00-05:00"), now)
    assert (await owing.now(first)).state is PromiseState.WITHDRAWN
    assert (await owing.now(second)).state is PromiseState.OPEN


async def test_a_promise_is_written_on_its_ticket(owing: Owing) -> None:
    ticket = await owing.ticket()
    await owing.promised(TOMORROW_AT_3, ticket_id=ticket.id)
    (entry,) = await owing.rows("select text, kind from ticket_entry")
    assert entry["text"] == "Promised: a call at 2027-03-02 15:00 (America/New_York)."
    assert entry["kind"] == "work_note"


async def test_who_named_no_time_is_called_soon_but_within_hours(owing: Owing) -> None:
    debt = await owing.debt(cause=Cause.MISSED)
    async with owing.db.transaction() as conn:
        found = await service.promise_soon(conn, debt, ROTA, owing.clock.now())
    assert found is not None
    assert found.due_at == datetime.fromisoformat("2027-03-01T08:00:00-05:00")


async def test_what_has_ended_is_not_closed_again(owing: Owing) -> None:
    promise = await owing.promised(TOMORROW_AT_3)
    await service.keep(owing.db, owing.clock, promise.id, by="Ana", reason="called them")
    with pytest.raises(Conflict):
        await service.withdraw(owing.db, owing.clock, promise.id, by="Eva", reason="no need")
    assert (await owing.now(promise)).closed_by == "Ana"
