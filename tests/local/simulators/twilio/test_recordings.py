import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from scripts.local.simulators.faults.rules import Fault
from tests.local.simulators.twilio import openapi
from tests.local.simulators.twilio.box import ACCOUNT, PUBLIC, Box
from tests.local.simulators.twilio.recorder import Exchange
from tests.local.simulators.twilio.sdk import client_at, sdk_for
from tests.local.simulators.twilio.talker import relay, replies, says, talking

WRONG_NUMBER, SILENT, NOBODY = "+12125550114", "+12125550110", "+12125550102"
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say><Pause length='20'/></Response>"


def client(box: Box) -> Client:
    return client_at(box.url, ACCOUNT.sid, ACCOUNT.tokens[0])


async def asked[T](ask: Callable[[], T]) -> T:
    """The official client is a synchronous one."""
    return await asyncio.to_thread(ask)


async def live(box: Box, to: str = SILENT, document: str = HELLO, **more: Any) -> str:
    box.app.says("/voice", document)
    return await box.until_said(await box.create(to, **more))


async def recorded(box: Box, **more: Any) -> Any:
    """The only recording of a whole call."""
    box.app.says("/voice", HELLO)
    made = (await box.create(SILENT, Record="true", Trim="do-not-trim", **more)).json()
    await box.rest()
    call = client(box).calls(made["sid"])
    (found,) = await asked(call.recordings.list)
    return found


def told(box: Box) -> list[str]:
    return [each["RecordingStatus"] for each in box.app.posted("/recorded")]


async def test_a_call_is_recorded_from_its_answer_to_its_end(box: Box) -> None:
    found = await recorded(box)
    assert (found.status, found.duration, found.source) == ("completed", "22", "OutboundAPI")
    assert (found.channels, found.track) == (1, "both")


async def test_a_call_that_nobody_answers_is_not_recorded(box: Box) -> None:
    await box.call(NOBODY, Record="true")
    assert await asked(client(box).recordings.list) == []


async def test_two_tracks_are_recorded_where_that_is_asked_for(box: Box) -> None:
    assert (await recorded(box, RecordingChannels="dual")).channels == 2


async def test_one_track_alone_is_mono(box: Box) -> None:
    found = await recorded(box, RecordingChannels="dual", RecordingTrack="inbound")
    assert (found.channels, found.track) == (1, "inbound")


async def test_the_app_is_told_of_a_recording_signed(box: Box) -> None:
    found = await recorded(box, RecordingStatusCallback=f"{PUBLIC}/recorded")
    (fields,) = box.app.posted("/recorded")
    assert (fields["RecordingSid"], fields["RecordingStatus"]) == (found.sid, "completed")
    assert (fields["RecordingDuration"], fields["RecordingChannels"]) == ("22", "1")
    assert (fields["RecordingSource"], fields["RecordingTrack"]) == ("OutboundAPI", "both")
    assert fields["RecordingUrl"].endswith(f"/Accounts/{ACCOUNT.sid}/Recordings/{found.sid}")
    assert "x-twilio-signature" in box.app.headers("/recorded")[0]


async def test_silence_at_both_ends_is_cut_unless_that_is_switched_off(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(SILENT, Record="true")
    (found,) = await asked(client(box).recordings.list)
    assert found.duration == "2"


async def test_the_app_is_told_when_a_recording_begins_if_it_asks(box: Box) -> None:
    hook = {"RecordingStatusCallback": f"{PUBLIC}/recorded"}
    await recorded(box, **hook, RecordingStatusCallbackEvent="in-progress completed")
    assert told(box) == ["in-progress", "completed"]


async def test_the_last_status_callback_names_the_recording(box: Box) -> None:
    found = await recorded(box)
    last = box.app.posted("/status")[-1]
    assert (last["RecordingSid"], last["RecordingDuration"]) == (found.sid, "22")


async def test_a_live_call_is_recorded_from_now_on(box: Box) -> None:
    call = client(box).calls(await live(box))
    begun = await asked(call.recordings.create)
    await box.rest()
    found = await asked(lambda: call.recordings(begun.sid).fetch())
    assert (begun.status, begun.duration) == ("in-progress", None)
    assert (found.status, found.source) == ("completed", "StartCallRecordingAPI")


async def test_starting_twice_is_one_recording(box: Box) -> None:
    call = client(box).calls(await live(box))
    first, second = [await asked(call.recordings.create) for _ in range(2)]
    assert first.sid == second.sid


async def test_a_call_that_has_ended_cannot_be_recorded(box: Box) -> None:
    sid = (await box.call(NOBODY))["sid"]
    with pytest.raises(TwilioRestException) as refused:
        await asked(client(box).calls(sid).recordings.create)
    assert (refused.value.code, refused.value.status) == (21220, 400)


async def test_the_current_recording_is_paused_resumed_and_stopped(box: Box) -> None:
    call = client(box).calls(await live(box))
    await asked(call.recordings.create)
    update = call.recordings("Twilio.CURRENT").update
    steps = ("paused", "in-progress", "stopped")
    seen = [await asked(partial(update, status=step)) for step in steps]
    assert [each.status for each in seen] == ["paused", "in-progress", "processing"]


async def test_a_call_without_a_recording_has_no_current_one(box: Box) -> None:
    call = client(box).calls(await live(box))
    with pytest.raises(TwilioRestException) as refused:
        await asked(lambda: call.recordings("Twilio.CURRENT").update(status="paused"))
    assert refused.value.code == 20404


async def test_what_is_inside_a_conversation_relay_cannot_be_recorded(box: Box) -> None:
    talking(box, relay(), replies(setup=[says("Hello, this is an AI assistant.")]))
    sid = await box.until_said(await box.create(SILENT))
    with pytest.raises(TwilioRestException) as refused:
        await asked(client(box).calls(sid).recordings.create)
    assert refused.value.code == 21220


async def test_of_two_recordings_none_is_the_current_one(box: Box) -> None:
    call = client(box).calls(await live(box, Record="true"))
    await asked(call.recordings.create)
    with pytest.raises(TwilioRestException) as refused:
        await asked(lambda: call.recordings("Twilio.CURRENT").update(status="paused"))
    assert refused.value.code == 16108


async def test_what_has_stopped_cannot_be_paused(box: Box) -> None:
    found = await recorded(box)
    one = client(box).calls(found.call_sid).recordings(found.sid)
    with pytest.raises(TwilioRestException) as refused:
        await asked(lambda: one.update(status="paused"))
    assert refused.value.code == 21220


@pytest.mark.parametrize(("behaviour", "seconds"), [("skip", "17"), ("silence", "22")])
async def test_a_pause_is_left_out_or_silent(box: Box, behaviour: str, seconds: str) -> None:
    call = client(box).calls(await live(box, Record="true", Trim="do-not-trim"))
    current = call.recordings("Twilio.CURRENT")
    await asked(lambda: current.update(status="paused", pause_behavior=behaviour))
    await box.clock.advance(5)
    await asked(lambda: current.update(status="in-progress"))
    await box.rest()
    (found,) = await asked(call.recordings.list)
    assert found.duration == seconds


async def test_recordings_are_listed_by_call_and_by_day(box: Box) -> None:
    found, other = await recorded(box), await live(box)
    ours = client(box).recordings
    assert [each.sid for each in await asked(ours.list)] == [found.sid]
    assert await asked(lambda: ours.list(call_sid=other)) == []
    assert await asked(lambda: ours.list(date_created_before="2020-01-01")) == []


async def test_a_recording_is_found_below_its_account_too(box: Box) -> None:
    found = await recorded(box)
    one = await asked(lambda: client(box).recordings(found.sid).fetch())
    assert one.media_url == f"https://api.twilio.com{box.path}/Recordings/{found.sid}"
    assert one.subresource_uris["transcriptions"].endswith(f"{found.sid}/Transcriptions.json")


async def test_what_is_deleted_is_gone_unless_it_is_included(box: Box) -> None:
    found = await recorded(box)
    one = client(box).recordings(found.sid)
    assert await asked(one.delete)
    with pytest.raises(TwilioRestException) as refused:
        await asked(one.fetch)
    kept = await asked(lambda: one.fetch(include_soft_deleted=True))
    assert (refused.value.code, kept.status) == (20404, "deleted")


async def test_what_is_being_recorded_cannot_be_deleted(box: Box) -> None:
    call = client(box).calls(await live(box, Record="true"))
    (found,) = await asked(call.recordings.list)
    with pytest.raises(TwilioRestException) as refused:
        await asked(found.delete)
    assert refused.value.status == 409


async def test_a_recording_of_nothing_but_silence_is_absent_once_trimmed(box: Box) -> None:
    quiet = "<Response><Pause length='20'/></Response>"
    box.app.says("/voice", quiet)
    hook = {"RecordingStatusCallback": f"{PUBLIC}/recorded"}
    events = {"RecordingStatusCallbackEvent": ["completed", "absent"]}
    track = {"RecordingTrack": "outbound", "Trim": "trim-silence"}
    await box.call(SILENT, Record="true", **hook, **events, **track)
    assert [each["ErrorCode"] for each in box.app.posted("/recorded")] == ["16101"]
    assert told(box) == ["absent"]


async def test_an_event_there_is_none_of_is_warned_of(box: Box) -> None:
    call = client(box).calls(await live(box))
    await asked(lambda: call.recordings.create(recording_status_callback_event=["begun"]))
    assert [each["code"] for each in box.events("notification")] == [13621]


@pytest.fixture
async def toured(box: Box) -> Sequence[Exchange]:
    """Every operation on recordings there is, asked by the official client."""
    live_now = "<Response><Pause length='3'/><Record action='/left' transcribe='true'/></Response>"
    async with sdk_for(box) as sdk:
        sid = await live(box, to=WRONG_NUMBER, document=live_now)
        call = sdk.client.calls(sid)
        begun = await asked(lambda: call.recordings.create(recording_channels="dual"))
        current = call.recordings("Twilio.CURRENT")
        await asked(lambda: current.update(status="paused", pause_behavior="skip"))
        await asked(lambda: current.update(status="in-progress"))
        await asked(call.recordings(begun.sid).fetch)
        await box.rest()
        left, _ = await asked(lambda: sdk.client.recordings.list(call_sid=sid))
        await asked(lambda: call.recordings.list(date_created_after="2020-01-01"))
        (written,) = await asked(sdk.client.recordings(left.sid).transcriptions.list)
        await asked(written.fetch)
        await asked(written.delete)
        await asked(call.recordings(begun.sid).delete)
        await asked(lambda: sdk.client.recordings(begun.sid).fetch(include_soft_deleted=True))
        await asked(sdk.client.recordings(left.sid).delete)
        return sdk.exchanges


@pytest.mark.skipif(not openapi.is_here(), reason="NOT COMPARED with Twilio's OpenAPI: not here")
async def test_every_answer_about_recordings_is_as_twilio_describes_it(
    toured: Sequence[Exchange],
) -> None:
    assert openapi.answers_against(toured) == []
    assert openapi.requests_against(toured) == []


@pytest.mark.skipif(not openapi.is_here(), reason="NOT COMPARED with Twilio's OpenAPI: not here")
async def test_no_described_operation_on_recordings_is_left_out(
    toured: Sequence[Exchange],
) -> None:
    missing = [each for each in openapi.left_out(toured) if "Recordings" in each]
    assert [each for each in missing if not re.search("AddOn|Conferences", each)] == []


async def test_requests_about_recordings_meet_faults_like_all_others(box: Box) -> None:
    sid = await live(box)
    box.simulator.network.faults.add(Fault(where="rest.update", action="status", value=503))
    with pytest.raises(TwilioRestException):
        await asked(client(box).calls(sid).recordings.create)
