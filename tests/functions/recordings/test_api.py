from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from httpx import AsyncClient, Response

from functions.calls.api import line
from functions.conversation import listening
from functions.recordings import api
from tests.fake_stores import FakeSecrets
from tests.functions.calls.conftest import LINE
from tests.functions.recordings.conftest import CALL_SID, SID, SOUND, Tape
from tests.functions.signing import client, signed_in

SETTINGS = SimpleNamespace(
    public_url=LINE.public_url,
    relay=SimpleNamespace(url=None),
    twilio=SimpleNamespace(account_sid=LINE.account, calls_per_second=1, live_calls=1),
)


class Trusting:
    """Finds every signature genuine but one."""

    async def valid(self, url: str, params: object, signature: str | None) -> bool:
        return signature == "genuine"


@pytest.fixture
async def desk(tape: Tape) -> AsyncIterator[AsyncClient]:
    ports = {"db": tape.db, "clock": tape.clock, "recorder": tape.recorder, "files": tape.files}
    more = {"settings": SETTINGS, "signatures": Trusting(), "secrets": FakeSecrets()}
    async with client(listening.router, api.callbacks, **ports, **more) as desk:
        yield desk


@pytest.fixture
async def place(tape: Tape) -> str:
    await tape.begins()
    await tape.ends()
    return f"/api/v1/recordings/{tape.call_id}"


async def test_a_call_is_listened_to_as_a_whole(desk: AsyncClient, place: str) -> None:
    answer = await desk.get(place)
    assert (answer.status_code, answer.content) == (200, SOUND)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"


async def test_a_part_is_told_from_the_whole(desk: AsyncClient, place: str) -> None:
    answer = await desk.get(place, headers={"range": "bytes=4-8"})
    assert (answer.status_code, answer.content) == (206, SOUND[4:9])
    assert answer.headers["content-range"] == f"bytes 4-8/{len(SOUND)}"


async def test_a_part_beyond_the_end_is_not_satisfiable(desk: AsyncClient, place: str) -> None:
    answer = await desk.get(place, headers={"range": "bytes=5000-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(SOUND)}"


async def test_what_the_browser_has_is_not_sent_again(desk: AsyncClient, place: str) -> None:
    tag = (await desk.get(place)).headers["etag"]
    assert (await desk.get(place, headers={"if-none-match": tag})).status_code == 304


async def test_who_plays_what_the_browser_has_is_written_down_too(
    desk: AsyncClient, place: str
) -> None:
    tag = (await desk.get(place)).headers["etag"]
    await desk.get(place, headers={"if-none-match": tag})
    listened = await desk.get(f"{place}/listens", headers=signed_in("supervisor"))
    assert [each["actor"] for each in listened.json()["items"]] == ["Ana", "Ana"]


async def test_a_part_of_another_version_is_no_part(desk: AsyncClient, place: str) -> None:
    answer = await desk.get(place, headers={"range": "bytes=4-8", "if-range": '"old"'})
    assert (answer.status_code, answer.content) == (200, SOUND)


async def test_each_listen_is_written_down(desk: AsyncClient, place: str) -> None:
    await desk.get(place)
    await desk.get(place, headers={"range": "bytes=0-3"})
    listened = await desk.get(f"{place}/listens", headers=signed_in("supervisor"))
    found = [(each["actor"], each["part"]) for each in listened.json()["items"]]
    assert found == [("Ana", f"bytes 0-3/{len(SOUND)}"), ("Ana", None)]


@pytest.mark.parametrize(("role", "status"), [("requester", 403), ("agent", 200)])
async def test_only_the_desk_listens(desk: AsyncClient, place: str, role: str, status: int) -> None:
    assert (await desk.get(place, headers=signed_in(role))).status_code == status


async def test_who_listened_is_for_supervisors(desk: AsyncClient, place: str) -> None:
    assert (await desk.get(f"{place}/listens")).status_code == 403


async def test_what_was_refused_cannot_be_listened_to(
    desk: AsyncClient, place: str, tape: Tape
) -> None:
    await tape.refused()
    answer = await desk.get(place)
    assert (answer.status_code, answer.json()["why"]) == (404, "refused")


async def address(tape: Tape) -> str:
    ours = await line(SimpleNamespace(settings=SETTINGS, secrets=FakeSecrets()))  # type: ignore[arg-type]
    return f"/twilio/recordings/{tape.call_id}/status?t={ours.token(tape.call_id)}"


async def calls_back(desk: AsyncClient, tape: Tape, signature: str, **form: str) -> Response:
    headers = {"x-twilio-signature": signature}
    return await desk.post(await address(tape), data=form, headers=headers)


async def test_a_callback_moves_the_recording_on(desk: AsyncClient, tape: Tape) -> None:
    await tape.begins()
    form = {"RecordingSid": SID, "CallSid": CALL_SID, "RecordingStatus": "completed"}
    answer = await calls_back(desk, tape, "genuine", **form, RecordingDuration="7")
    assert (answer.status_code, (await tape.now()).seconds) == (204, 7)


async def test_a_callback_that_twilio_did_not_sign_changes_nothing(
    desk: AsyncClient, tape: Tape
) -> None:
    await tape.begins()
    before = await tape.now()
    answer = await calls_back(desk, tape, "forged", RecordingStatus="completed")
    assert (answer.status_code, await tape.now()) == (403, before)


async def test_a_callback_that_says_nothing_is_refused(desk: AsyncClient, tape: Tape) -> None:
    assert (await calls_back(desk, tape, "genuine", CallSid=CALL_SID)).status_code == 422


async def test_what_twilio_would_never_send_is_forbidden_and_no_bug(
    desk: AsyncClient, tape: Tape
) -> None:
    made = await address(tape)
    answers = [await desk.post(made, content=b"\xff"), await desk.post(f"{made[:-1]}\u00f1")]
    assert [each.status_code for each in answers] == [403, 403]
