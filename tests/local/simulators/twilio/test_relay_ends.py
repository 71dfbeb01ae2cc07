"""How a conversation over a socket comes to its end, and what goes on then."""

import pytest

from tests.local.simulators.twilio.box import Box
from tests.local.simulators.twilio.talker import (
    AGREES,
    ASKED,
    CLOSE,
    END,
    HANGS_UP,
    HELLO,
    SILENT,
    codes,
    relay,
    replies,
    said,
    says,
    talking,
    whenever,
)


async def test_an_end_hands_over_to_the_action(box: Box) -> None:
    end = {"type": "end", "handoffData": '{"reason":"human"}'}
    talker = talking(box, relay(), replies(setup=[says(ASKED)], prompt=[end]))
    await box.call(AGREES)
    (told,) = box.app.posted("/after")
    assert (told["SessionStatus"], told["HandoffData"]) == ("ended", '{"reason":"human"}')
    assert told["SessionId"] == talker.of("setup")[0]["sessionId"]
    assert (told["CallStatus"], told["SessionDuration"]) == ("in-progress", "3")


@pytest.mark.parametrize(("action", "code"), [("drop", "39001"), ("corrupt_signature", "39001")])
async def test_faults_keep_the_socket_from_opening(box: Box, action: str, code: str) -> None:
    talking(box, relay(), replies(setup=[END]))
    await box.http.post("/__sim__/faults", json={"where": "socket.open", "action": action})
    await box.call(AGREES)
    assert box.app.posted("/after")[0]["ErrorCode"] == code


async def test_a_fault_breaks_the_connection_in_the_middle(box: Box) -> None:
    talking(box, relay(), replies(setup=[says(HELLO)], prompt=[says(ASKED)]))
    fault = {"where": "socket.frame", "action": "reset", "nth": 2}
    await box.http.post("/__sim__/faults", json=fault)
    await box.call(AGREES)
    (told,) = box.app.posted("/after")
    assert (told["SessionStatus"], told["ErrorCode"]) == ("failed", "64105")
    assert said(box) == [HELLO, "Goodbye"]


async def test_without_an_action_the_next_verb_follows(box: Box) -> None:
    document = relay(action="", then="<Say>Next</Say>")
    talking(box, document, replies(setup=[END]))
    await box.call(AGREES)
    assert said(box) == ["Next"]


async def test_a_lost_socket_fails_the_session(box: Box) -> None:
    talking(box, relay(), replies(setup=[CLOSE]))
    await box.call(AGREES)
    (told,) = box.app.posted("/after")
    assert (told["SessionStatus"], told["ErrorCode"]) == ("failed", "64105")
    assert codes(box) == [64105]


async def test_a_lost_socket_without_an_action_ends_the_call(box: Box) -> None:
    talking(box, relay(action="", then="<Say>Next</Say>"), replies(setup=[CLOSE]))
    await box.call(AGREES)
    assert said(box) == []


async def test_an_address_nobody_answers_fails_the_session(box: Box) -> None:
    box.app.says("/voice", relay())
    box.app.says("/after", "<Response/>")
    await box.call(AGREES)
    (told,) = box.app.posted("/after")
    assert (told["SessionStatus"], told["ErrorCode"]) == ("failed", "39001")
    assert codes(box) == [39001]


@pytest.mark.parametrize(
    "wrong",
    ['{"foo": "bar"}', "no json", '{"type": "text"}', '{"type": "language"}', '{"type":"play"}'],
)
async def test_a_message_nobody_understands_is_told_and_changes_nothing(
    box: Box, wrong: str
) -> None:
    talker = talking(box, relay(), whenever(setup=[wrong, says(ASKED)], prompt=[END]))
    await box.call(AGREES)
    assert wrong in talker.of("error")[0]["description"]
    assert (codes(box), said(box)[0]) == ([64107], ASKED)


async def test_ten_of_them_in_a_row_end_the_session(box: Box) -> None:
    talker = talking(box, relay(), whenever(setup=["?"], error=["?"]))
    await box.call(SILENT)
    assert (len(talker.of("error")), talker.closed) == (10, 1007)
    assert box.app.posted("/after")[0]["ErrorCode"] == "64105"


async def test_who_hangs_up_closes_the_socket_and_the_action_hears_of_it(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[says(HELLO)]))
    await box.call(HANGS_UP)
    (told,) = box.app.posted("/after")
    assert (told["SessionStatus"], told["CallStatus"]) == ("completed", "completed")
    assert (talker.closed, said(box)) == (1000, [HELLO])


async def test_a_call_led_elsewhere_leaves_the_session(box: Box) -> None:
    talker = talking(box, relay(), replies(setup=[says(HELLO)]))
    sid = await box.until_said(await box.create(SILENT))
    update = {"Twiml": "<Response><Say>Elsewhere</Say></Response>"}
    await box.http.post(f"{box.path}/Calls/{sid}.json", data=update)
    await box.rest()
    assert (talker.closed, box.app.posted("/after")) == (1000, [])
    assert said(box) == [HELLO, "Elsewhere"]
