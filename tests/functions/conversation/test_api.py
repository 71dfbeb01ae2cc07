from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.conversation import api, store
from shared.errors import Unavailable
from shared.value import new_id
from tests.fake_stores import FakeTranscripts
from tests.functions.conversation.conftest import Caller, reply
from tests.functions.signing import client, signed_in


@pytest.fixture
def transcripts() -> FakeTranscripts:
    return FakeTranscripts()


@pytest.fixture
async def desk(called: Caller, transcripts: FakeTranscripts) -> AsyncIterator[AsyncClient]:
    """An agent who reads a call of two turns."""
    await called.picks_up()
    called.model.answers = [reply("Is Tuesday fine?")]
    await called.says(1, "yes, chewsday")
    ports = {"db": called.db, "clock": called.clock, "transcripts": transcripts}
    async with client(api.router, **ports) as desk:
        yield desk


async def test_a_conversation_shows_no_address_of_ours(desk: AsyncClient, called: Caller) -> None:
    answer = await desk.get(f"/api/v1/conversations/{called.call_id}")
    assert [each["heard"] for each in answer.json()["turns"]] == [None, "yes, chewsday"]
    assert called.line.token(called.call_id) not in answer.text


async def test_a_conversation_is_shown_without_its_transcript(
    desk: AsyncClient, called: Caller, transcripts: FakeTranscripts
) -> None:
    transcripts.failure = Unavailable("away", vendor="cosmos")
    shown = (await desk.get(f"/api/v1/conversations/{called.call_id}")).json()
    assert (shown["transcript"], shown["conclusion"], shown["recording"]) == (None, None, None)


async def test_a_correction_is_shown_beside_the_words_it_corrects(
    desk: AsyncClient, called: Caller
) -> None:
    place = f"/api/v1/conversations/{called.call_id}"
    new = {"n": 1, "side": "heard", "text": "yes, Tuesday"}
    assert (await desk.post(f"{place}/corrections", json=new)).status_code == 201
    shown = (await desk.get(place)).json()
    (corrected,) = shown["corrections"]
    assert (corrected["text"], corrected["actor"]) == ("yes, Tuesday", "Ana")
    assert shown["turns"][1]["heard"] == "yes, chewsday"


@pytest.mark.parametrize("wrong", [{"n": 9}, {"side": "both"}, {"text": ""}])
async def test_a_correction_of_nothing_is_refused(
    desk: AsyncClient, called: Caller, wrong: dict[str, object]
) -> None:
    new = {"n": 1, "side": "heard", "text": "yes", **wrong}
    answer = await desk.post(f"/api/v1/conversations/{called.call_id}/corrections", json=new)
    assert answer.status_code == 422


async def test_only_the_desk_corrects(desk: AsyncClient, called: Caller) -> None:
    new = {"n": 1, "side": "heard", "text": "yes"}
    place = f"/api/v1/conversations/{called.call_id}/corrections"
    assert (await desk.post(place, json=new, headers=signed_in("requester"))).status_code == 403


async def test_a_ticket_knows_the_calls_it_was_spoken_of_in(
    desk: AsyncClient, called: Caller
) -> None:
    ticket_id = new_id(called.clock.now())
    async with called.db.transaction() as conn:
        await store.set_ticket(conn, called.call_id, ticket_id)
    found = await desk.get("/api/v1/conversations", params={"ticket_id": str(ticket_id)})
    (held,) = found.json()["items"]
    assert (held["call_id"], held["direction"]) == (str(called.call_id), "outbound")
