"""What is kept of a call after it: scenarios 28, 38 and 85, on the whole system."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.messages import CallEnded, SumUp
from tests.flows.forged import post, token_of, told
from tests.flows.world import World

pytestmark = pytest.mark.timeout(240)

COOPERATIVE, ATTENDED, CALLER = "00", "50", "30"
HEARD = "webhook.recording"
DONE = {"ready", "absent", "gone"}


async def conversation(world: World, call_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await world.author.get(f"/api/v1/conversations/{call_id}")
    return found


async def recorded(world: World, call_id: str) -> dict[str, Any]:
    """The recording of a call, once nothing more is to be done about it."""

    async def done() -> dict[str, Any] | None:
        found: dict[str, Any] | None = (await conversation(world, call_id))["recording"]
        return found if found and found["state"] in DONE else None

    return await world.time.until("end of the recording", done, within=600)


async def summed_up(world: World, call_id: str) -> dict[str, Any]:
    """A conversation with its summary, in the transcript as well."""

    async def done() -> dict[str, Any] | None:
        found = await conversation(world, call_id)
        kinds = [each["kind"] for each in found["transcript"] or ()]
        return found if "summary" in kinds else None

    return await world.time.until("summary", done, within=600)


async def at_twilio(world: World) -> list[str]:
    """The recordings the network still has."""
    account = world.system.settings["TWILIO__ACCOUNT_SID"]
    path = f"/2010-04-01/Accounts/{account}/Recordings.json"
    answer = await world.simulators.get(path, auth=(account, token_of(world)))
    return [each["sid"] for each in answer.json()["recordings"]]


async def listened(world: World, call_id: str, part: str) -> httpx.Response:
    """What an agent's browser gets when it plays a part of a call."""
    path = f"/api/v1/recordings/{call_id}"
    return await world.host.get(path, headers={**world.author._headers, "range": part})


async def says(world: World, call_id: str, text: str) -> None:
    """The person at the browser speaks, once the bot listens, and it answers."""
    (call,) = await world.rows("select sid from call where id = %s", call_id)
    heard = "select count(*) as turns from turn where call_id = %s and said is not null"
    (before,) = await world.rows(heard, call_id)

    async def answered() -> bool:
        await world.simulators.post(f"/__sim__/calls/{call['sid']}/say", json={"text": text})
        (now,) = await world.rows(heard, call_id)
        return bool(now["turns"] > before["turns"])

    await world.passes(17)  # our words are over, and they answer before we ask again
    await world.time.until("answer", answered, within=60)


async def test_28_a_recording_told_before_the_end_of_its_call_is_kept_with_us_alone(
    world: World,
) -> None:
    await world.fault("webhook.status", "delay", value=20, match="*CallStatus=completed*")
    await world.fault(HEARD, "duplicate", value=2)
    await world.fault("rest.read", "status", value=404, match="*.mp3*", count=1)
    (member,) = await world.campaign(COOPERATIVE, max_attempts=1, record=True)
    call_id = member["last_attempt"]
    found = await recorded(world, call_id)
    part = await listened(world, call_id, "bytes=0-99")
    assert (found["state"], part.status_code, len(part.content)) == ("ready", 206, 100)
    assert part.headers["content-range"] == f"bytes 0-99/{found['size']}"
    assert (await at_twilio(world), await world.struck("rest.read")) == ([], 1)
    told_first = [each["detail"]["where"] for each in await world.events("webhook")]
    assert told_first.index(HEARD) < len(told_first) - told_first[::-1].index("webhook.status") - 1


async def test_28_what_is_absent_is_not_waited_for(world: World) -> None:
    await world.fault(HEARD, "drop", match="*RecordingStatus=completed*")
    (member,) = await world.campaign(COOPERATIVE, max_attempts=1, record=True)
    begun = (await told(world, HEARD))[0]
    absent = begun.but(RecordingStatus="absent", RecordingDuration="0", ErrorCode="16101")
    assert await post(world, absent, absent.signed_by(token_of(world))) == 204
    found = await recorded(world, member["last_attempt"])
    refused = await listened(world, member["last_attempt"], "bytes=0-99")
    assert (found["state"], refused.status_code) == ("absent", 404)


async def test_38_who_refuses_in_the_middle_is_not_recorded_any_more_and_talks_on(
    world: World,
) -> None:
    running = await world.start(ATTENDED, max_attempts=1, record=True)
    await world.passes(5)
    (member,) = await world.members(running)
    call_id = member["last_attempt"]
    (call,) = await world.rows("select sid from call where id = %s", call_id)
    await world.simulators.post(f"/__sim__/calls/{call['sid']}/answer")
    await says(world, call_id, "Yes, that is me.")
    await says(world, call_id, "Please do not record this call.")
    found = await recorded(world, call_id)
    begun = (await world.events("recording"))[0]["detail"]["status"]
    spoken = await conversation(world, call_id)
    await world.simulators.post(f"/__sim__/calls/{call['sid']}/hangup")
    assert (begun, found["state"], found["unwanted"]) == ("in-progress", "gone", "refused")
    assert spoken["turns"][-1]["action"] == "continue"
    assert (await at_twilio(world), len(await world.ended(running))) == ([], 1)
    await world.passes(120)  # until it is summed up: its lines leave then
    spoken = await conversation(world, call_id)
    assert "note" in [each["kind"] for each in spoken["transcript"]]


async def test_85_a_call_that_ends_twice_has_one_summary_and_one_note(world: World) -> None:
    number, ours = world.number_of(CALLER), world.system.settings["TWILIO__NUMBER"]
    await world.fault("webhook.status", "duplicate", value=3, match="*CallStatus=completed*")
    await world.simulators.post("/__sim__/inbound", json={"from": number, "to": ours})

    async def over() -> list[dict[str, Any]]:
        return await world.rows(
            "select call_id from conclusion c join call k on k.id = c.call_id where phone = %s",
            number,
        )

    (ended,) = await world.time.until("end of the call", over, within=300)
    found = await summed_up(world, str(ended["call_id"]))
    now, call_id = await world.now(), UUID(str(ended["call_id"]))
    await world.send(CallEnded.new(now, call_id=call_id))
    await world.send(SumUp.new(now, call_id=call_id))
    await world.passes(120)
    again = await conversation(world, str(call_id))
    notes = await world.rows(
        """
        select e.text from ticket_entry e join conversation v on v.ticket_id = e.ticket_id
        where v.call_id = %s and e.kind = 'work_note' and e.text like 'Summary of the call:%%'
        """,
        call_id,
    )
    assert (again, len(notes)) == (found, 1)
    assert [each["kind"] for each in again["transcript"]].count("summary") == 1
    assert again["conclusion"]["summed_by"] == "model"
