from typing import Any

import pytest
from fastapi.responses import Response
from twilio.request_validator import RequestValidator

from scripts.local.simulators.twilio.segments import segments
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box
from tests.local.simulators.twilio.texting import FRIEND, send, sent, texted


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "nobody"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"to": "+12125550190"}, 21211),
        ({"to": "+12125550191"}, 21408),
        ({"to": OURS}, 21266),
        ({"From": ""}, 21603),
        ({"From": "+1"}, 21212),
        ({"From": "+15005550001"}, 21212),
        ({"From": "+15005550007"}, 21606),
        ({"From": "+15005550008"}, 21611),
        ({"From": "+12025550177"}, 21659),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"MediaUrl": "nowhere"}, 21620),
        ({"MediaUrl": [f"{PUBLIC}/{n}.png" for n in range(11)]}, 21623),
        ({"StatusCallback": "https://a_b.example.com"}, 21609),
        ({"ValidityPeriod": "0"}, 20001),
        ({"ApplicationSid": "AP1"}, 21218),
    ],
)
async def test_a_wrong_message_is_refused_with_twilios_code(
    box: Box, changed: dict[str, Any], code: int
) -> None:
    refused = await send(box, **changed)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert await box.get("/__sim__/sms") == []


async def test_another_accounts_number_cannot_send(box: Box) -> None:
    below = (await box.http.post("/2010-04-01/Accounts.json")).json()["sid"]
    form = {"To": FRIEND, "From": OURS, "Body": "Hello"}
    refused = await box.http.post(f"/2010-04-01/Accounts/{below}/Messages.json", data=form)
    assert refused.json()["code"] == 21660


async def test_a_message_is_queued_then_sent_then_delivered(box: Box) -> None:
    made = await send(box)
    assert (made.status_code, made.json()["status"], made.json()["date_sent"]) == (
        201,
        "queued",
        None,
    )
    await box.rest()
    told = [each["MessageStatus"] for each in box.app.posted("/texted")]
    assert sorted(told) == ["delivered", "queued", "sent"]


async def test_what_becomes_of_a_message_is_told_signed(box: Box) -> None:
    message = await sent(box)
    told, headers = box.app.posted("/texted")[0], box.app.headers("/texted")[0]
    signature = headers["x-twilio-signature"]
    validator = RequestValidator(ACCOUNT.tokens[0])
    assert validator.validate(f"{PUBLIC}/texted", told, signature)
    assert (told["MessageSid"], told["SmsSid"], told["To"]) == (
        message["sid"],
        message["sid"],
        FRIEND,
    )


@pytest.mark.parametrize(("nn", "code"), [("02", 30003), ("03", 30005), ("07", 30006)])
async def test_some_people_cannot_be_texted(box: Box, nn: str, code: int) -> None:
    message = await sent(box, f"+131255501{nn}")
    assert (message["status"], message["error_code"]) == ("undelivered", code)
    last = [each for each in box.app.posted("/texted") if each["MessageStatus"] == "undelivered"]
    assert last[0]["ErrorCode"] == str(code)


async def test_messages_leave_a_number_one_a_second(box: Box) -> None:
    for _ in range(3):
        await send(box)
    await box.rest()
    found = await box.get(f"{box.path}/Messages.json")
    times = sorted(each["date_sent"][-14:-6] for each in found["messages"])
    assert times == ["12:00:00", "12:00:01", "12:00:02"]


async def test_a_message_that_waits_too_long_fails(box: Box) -> None:
    for _ in range(3):
        await send(box)
    message = await sent(box, ValidityPeriod="1")
    assert (message["status"], message["error_code"]) == ("failed", 30036)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("😀" * 35, 1),
        ("ñ" * 160, 1),
    ],
)
def test_long_messages_are_cut_into_segments(body: str, count: int) -> None:
    assert segments(body) == count


async def test_messages_are_listed_newest_first_and_filtered(box: Box) -> None:
    await sent(box)
    last = await sent(box, "+13125550115")
    found = await box.get(f"{box.path}/Messages.json", From=OURS, PageSize="1")
    assert [each["sid"] for each in found["messages"]] == [last["sid"]]
    none = await box.get(f"{box.path}/Messages.json", **{"DateSent>": "2027-03-02"})
    assert none["messages"] == []


async def test_a_message_on_its_way_can_be_neither_emptied_nor_deleted(box: Box) -> None:
    path = f"{box.path}/Messages/{(await send(box)).json()['sid']}.json"
    emptied, deleted = await box.http.post(path, data={"Body": ""}), await box.http.delete(path)
    assert [each.json()["code"] for each in (emptied, deleted)] == [20009, 20009]


async def test_a_message_can_be_emptied_and_then_deleted(box: Box) -> None:
    message = await sent(box)
    path = f"{box.path}/Messages/{message['sid']}.json"
    assert (await box.http.post(path, data={"Body": ""})).json()["body"] == ""
    assert (await box.http.delete(path)).status_code == 204
    assert (await box.http.get(path)).status_code == 404


async def test_the_files_of_a_message_are_listed(box: Box) -> None:
    message = await sent(box, MediaUrl=[f"{PUBLIC}/one.png", f"{PUBLIC}/two"])
    found = await box.get(message["subresource_uris"]["media"])
    assert (message["sid"][:2], message["num_media"]) == ("MM", "2")
    kinds = [each["content_type"] for each in found["media_list"]]
    assert kinds == ["image/png", "application/octet-stream"]


async def test_the_app_is_handed_what_people_text(box: Box) -> None:
    await texted(box, "¿Dónde está mi pedido?")
    told, headers = box.app.posted("/text")[0], box.app.headers("/text")[0]
    validator = RequestValidator(ACCOUNT.tokens[0])
    assert validator.validate(f"{PUBLIC}/text", told, headers["x-twilio-signature"])
    assert (told["Body"], told["From"], told["NumMedia"], told["NumSegments"]) == (
        "¿Dónde está mi pedido?",
        FRIEND,
        "0",
        "1",
    )


async def test_what_the_app_answers_is_sent_back(box: Box) -> None:
    answer = "<Response><Message><Body>One\nmore</Body></Message><Message>Two</Message></Response>"
    found = await texted(box, "Hi", answer)
    assert [each["body"] for each in found] == ["Two", "One\nmore", "Hi"]
    assert [each["direction"] for each in found] == ["out", "out", "in"]
    assert (found[0]["from"], found[0]["to"], found[0]["status"]) == (OURS, FRIEND, "delivered")


async def test_an_answer_in_plain_text_is_a_message(box: Box) -> None:
    found = await texted(box, "Hi", Response("Hello back", media_type="text/plain"))
    assert found[0]["body"] == "Hello back"


async def test_an_answer_may_send_us_on(box: Box) -> None:
    box.app.says("/next", "<Response><Message>From there</Message></Response>")
    found = await texted(box, "Hi", "<Response><Redirect>/next</Redirect></Response>")
    assert found[0]["body"] == "From there"


async def test_a_message_in_an_answer_can_have_its_way_told(box: Box) -> None:
    await texted(box, "Hi", "<Response><Message statusCallback='/told'>Yes</Message></Response>")
    statuses = [each["MessageStatus"] for each in box.app.posted("/told")]
    assert sorted(statuses) == ["delivered", "queued", "sent"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<Response><Say>Hi</Say></Response>", 14110),
        ("<Response><Message to='nobody'>Hi</Message></Response>", 14101),
        ("<Response><Message from='nobody'>Hi</Message></Response>", 14102),
        (f"<Response><Message>{'x' * 1601}</Message></Response>", 14103),
        ("<Response><Message>", 12100),
        ("<Wrong/>", 12100),
        (Response("{}", media_type="application/json"), 12300),
        (Response("No", status_code=500), 11200),
    ],
)
async def test_a_wrong_answer_is_in_the_debugger(
    box: Box, answer: str | Response, code: int
) -> None:
    found = await texted(box, "Hi", answer)
    notices = await box.get(f"{box.path}/Notifications.json")
    assert [each["error_code"] for each in notices["notifications"]] == [str(code)]
    assert [each["body"] for each in found] == ["Hi"]


async def test_the_fallback_is_told_what_went_wrong(box: Box) -> None:
    own = next(iter(box.simulator.network.numbers.values()))
    path = f"{box.path}/IncomingPhoneNumbers/{own.sid}.json"
    await box.http.post(path, data={"SmsFallbackUrl": f"{PUBLIC}/rescue"})
    await texted(box, "Hi", Response("No", status_code=500))
    told = box.app.posted("/rescue")[0]
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", f"{PUBLIC}/text")


async def test_the_box_shows_one_persons_messages(box: Box) -> None:
    await texted(box, "Hi")
    await sent(box, "+13125550115")
    found = await box.get("/__sim__/sms", number="+13125550115")
    assert [each["to"] for each in found] == ["+13125550115"]


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"from": "nobody", "to": OURS, "body": "Hi"}, 422, "from"),
        ({"from": FRIEND, "to": OURS}, 422, "body"),
        ({"from": FRIEND, "to": OURS, "body": "x" * 1601}, 422, "body"),
        ({"from": FRIEND, "to": FRIEND, "body": "Hi"}, 409, ""),
    ],
)
async def test_a_text_that_cannot_be_is_refused(
    box: Box, given: dict[str, str], status: int, field: str
) -> None:
    refused = await box.http.post("/__sim__/sms", json=given)
    fields = [each["field"] for each in refused.json().get("errors", [])]
    assert (refused.status_code, "".join(fields)) == (status, field)
