"""What is said where the network could not have our answer."""

from xml.etree.ElementTree import fromstring

import pytest

from functions.conversation import service
from functions.conversation.model import Action
from tests.functions.conversation.conftest import Caller, reply

SORRY = "I am sorry, I cannot follow you right now."
AGAIN = "Sorry, I did not hear you. How can I help?"


async def stands_in(call: Caller, failed: int | None) -> tuple[str, str | None]:
    """What is said after that turn failed, and where what is heard then goes."""
    document = fromstring(await service.stand_in(call.db, call.desk, call.call_id, failed))
    gather = document.find("Gather")
    action = gather.get("action", "") if gather is not None else None
    return "".join(document.itertext()), action and action.partition("?")[0].rpartition("/")[2]


async def test_a_turn_that_failed_is_asked_again_once_and_then_there_is_an_apology(
    inbound: Caller,
) -> None:
    await inbound.picks_up()
    first = await stands_in(inbound, 1)
    second, nowhere = await stands_in(inbound, 2)
    assert first == (AGAIN, "2")
    assert (second[: len(SORRY)], nowhere) == (SORRY, None)


async def test_a_fallback_that_is_asked_twice_says_the_same(inbound: Caller) -> None:
    await inbound.picks_up()
    assert await stands_in(inbound, 1) == await stands_in(inbound, 1)
    assert await inbound.one("select count(*) from turn") == (2,)


async def test_the_call_goes_on_from_what_is_asked_again(inbound: Caller) -> None:
    await inbound.picks_up()
    await stands_in(inbound, 1)
    inbound.model.answers = [reply("Which printer is it?")]
    assert await inbound.hears(2, "My printer jams.") == "Which printer is it?"
    told = await inbound.one("select array_agg(source order by n) from turn")
    assert told == (["script", "fallback", "model"],)


async def test_an_answer_that_was_found_and_not_had_is_said(inbound: Caller) -> None:
    await inbound.picks_up()
    inbound.model.answers = [reply("Which printer is it?")]
    await inbound.says(1, "My printer jams.")
    assert await stands_in(inbound, 1) == ("Which printer is it?", "2")


async def test_a_goodbye_that_was_not_had_is_said(inbound: Caller) -> None:
    await inbound.picks_up()
    inbound.model.answers = [reply("Goodbye.", Action.END)]
    await inbound.says(1, "That is all.")
    assert await stands_in(inbound, 1) == ("Goodbye.", None)


async def test_what_an_instance_heard_that_died_is_asked_again(inbound: Caller) -> None:
    await inbound.picks_up()
    await inbound.one(
        "insert into turn (call_id, n, heard, claimed_at) "
        "select call_id, 1, 'Hello', started_at from conversation returning n"
    )
    assert await stands_in(inbound, 1) == (AGAIN, "3")


@pytest.mark.parametrize("failed", [None, 0, 1])
async def test_before_the_first_words_nothing_is_asked(inbound: Caller, failed: int | None) -> None:
    told, nowhere = await stands_in(inbound, failed)
    assert (told[: len(SORRY)], nowhere) == (SORRY, None)


async def test_nothing_is_asked_in_a_call_that_is_over(inbound: Caller) -> None:
    await inbound.picks_up()
    await inbound.hangs_up()
    assert (await stands_in(inbound, 1))[0].startswith(SORRY)
    assert await inbound.one("select count(*) from turn") == (1,)


@pytest.mark.parametrize(
    ("path", "n"),
    [("turns/3", 3), ("turns/3/pending", 3), ("answer", None), ("voicemail/3", None)],
)
def test_the_turn_is_read_off_the_address_that_failed(
    inbound: Caller, path: str, n: int | None
) -> None:
    url = inbound.line.voice_url(inbound.call_id, path)
    assert inbound.line.turn_of(inbound.call_id, url) == n
    assert inbound.line.turn_of(inbound.call_id, url.replace("calls.", "other.")) is None
