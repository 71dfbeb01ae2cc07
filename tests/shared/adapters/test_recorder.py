from collections.abc import AsyncIterator

import pytest
from fastapi.responses import Response

from scripts.local.simulators.serve import serving
from shared.adapters.recorder import TwilioRecorder
from shared.errors import Problem, Rejected, Unavailable, Uncertain
from shared.ports import Recorder
from tests.local.simulators.twilio.box import ACCOUNT, PUBLIC, Box, network
from tests.shared.adapters.test_twilio import SILENT, TOKEN, Vault, _always

TOLD = f"{PUBLIC}/recorded"


def recorder(box: Box) -> TwilioRecorder:
    return TwilioRecorder(box.url, ACCOUNT.sid, Vault(twilio_auth_token=TOKEN))


def fits(recorder: TwilioRecorder) -> Recorder:
    return recorder


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    async with network() as made:
        made.app.says("/voice", "<Response><Say>An AI</Say><Pause length='20'/></Response>")
        yield made


@pytest.fixture
async def live(box: Box) -> str:
    return await box.until_said(await box.create(SILENT))


async def told(box: Box) -> list[str]:
    return [each["RecordingStatus"] for each in box.app.posted("/recorded")]


async def test_a_live_call_is_recorded_on_two_channels_and_told_of(box: Box, live: str) -> None:
    begun = await recorder(box).record(live, TOLD)
    assert (begun.call_sid, begun.is_running) == (live, True)
    await box.rest()
    fields = box.app.posted("/recorded")[-1]
    assert (fields["RecordingSid"], fields["RecordingStatus"]) == (begun.sid, "completed")
    assert (fields["RecordingChannels"], await told(box)) == ("2", ["in-progress", "completed"])


async def test_a_call_that_has_ended_cannot_be_recorded(box: Box, live: str) -> None:
    await box.rest()
    with pytest.raises(Rejected) as caught:
        await recorder(box).record(live, TOLD)
    assert caught.value.code == "21220"


async def test_a_recording_is_found_by_its_call(box: Box, live: str) -> None:
    begun = await recorder(box).record(live, TOLD)
    assert await recorder(box).recordings(live) == [begun]


async def test_the_file_comes_as_mp3_once_it_is_made(box: Box, live: str) -> None:
    begun = await recorder(box).record(live, TOLD)
    with pytest.raises(Unavailable) as caught:
        await recorder(box).media(begun.sid)
    assert caught.value.code == "http_404"
    await box.rest()
    assert (await recorder(box).media(begun.sid))[:1] == b"\xff"  # an MPEG frame begins


async def test_a_recording_is_stopped_and_removed_while_the_call_goes_on(
    box: Box, live: str
) -> None:
    begun = await recorder(box).record(live, TOLD)
    await recorder(box).stop(begun)
    await recorder(box).stop(begun)
    with pytest.raises(Unavailable):
        await recorder(box).delete(begun.sid)
    assert box.simulator.network.calls[live].status == "in-progress"
    await box.rest()
    await recorder(box).delete(begun.sid)
    await recorder(box).delete(begun.sid)
    assert await recorder(box).recordings(live) == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response(status_code=503), Unavailable),
        (Response(status_code=429), Unavailable),
        (Response(status_code=404), Unavailable),
        (Response(status_code=403), Rejected),
        (Response(b"cut", headers={"content-length": "3000"}), Unavailable),
    ],
)
async def test_a_file_that_does_not_come_whole_is_none(
    answer: Response, error: type[Problem]
) -> None:
    async with serving(_always(answer)) as url:
        ours = TwilioRecorder(url, ACCOUNT.sid, Vault(twilio_auth_token=TOKEN))
        with pytest.raises(error):
            await ours.media("RE" + "0" * 32)


async def test_a_recording_of_which_nothing_is_known_is_uncertain() -> None:
    async with serving(_always(Response(status_code=500))) as url:
        ours = TwilioRecorder(url, ACCOUNT.sid, Vault(twilio_auth_token=TOKEN))
        with pytest.raises(Uncertain):
            await ours.record("CA" + "0" * 32, TOLD)
