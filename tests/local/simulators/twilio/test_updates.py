import pytest

from tests.local.simulators.twilio.box import PUBLIC, Box

AGREES = "+12125550100"
HELLO = "<Response><Say>Hello, I am an AI assistant.</Say><Pause length='60'/></Response>"


async def live(box: Box) -> str:
    """A call that goes on; its path."""
    box.app.says("/voice", HELLO)
    sid = await box.until_said(await box.create(AGREES))
    return f"{box.path}/Calls/{sid}.json"


async def test_a_new_time_limit_ends_a_call_that_goes_on(box: Box) -> None:
    path = await live(box)
    await box.http.post(path, data={"TimeLimit": "20"})
    await box.rest()
    assert (await box.get(path))["duration"] == "20"


async def test_a_time_limit_that_is_over_already_ends_the_call_at_once(box: Box) -> None:
    path = await live(box)
    await box.clock.advance(30)
    await box.http.post(path, data={"TimeLimit": "10"})
    await box.rest()
    assert int((await box.get(path))["duration"]) <= 32


async def test_cancelling_leaves_a_live_call_alone(box: Box) -> None:
    path = await live(box)
    answer = await box.http.post(path, data={"Status": "canceled"})
    assert (answer.status_code, answer.json()["status"]) == (200, "in-progress")
    await box.rest()
    assert (await box.get(path))["status"] == "completed"


async def test_completing_a_call_that_rings_cancels_it(box: Box) -> None:
    made = await box.create(AGREES)
    while (await box.get(path := f"{box.path}/Calls/{made.json()['sid']}.json"))["status"] != (
        "ringing"
    ):
        await box.step()
    await box.http.post(path, data={"Status": "completed"})
    await box.rest()
    assert (await box.get(path))["status"] == "canceled"


async def test_the_text_of_a_document_can_be_given_to_a_live_call(box: Box) -> None:
    path = await live(box)
    await box.http.post(path, data={"Twiml": "<Response><Say>Goodbye</Say></Response>"})
    await box.rest()
    assert [each["text"] for each in box.events("bot")][-1] == "Goodbye"


async def test_a_live_call_can_tell_its_end_elsewhere(box: Box) -> None:
    path = await live(box)
    await box.http.post(path, data={"StatusCallback": f"{PUBLIC}/elsewhere"})
    await box.rest()
    assert [each["CallStatus"] for each in box.app.posted("/elsewhere")] == ["completed"]


async def test_a_live_call_can_be_given_another_fallback(box: Box) -> None:
    path = await live(box)
    box.app.says("/broken", "<Response>")
    box.app.says("/rescue", "<Response><Say>Sorry</Say></Response>")
    more = {"Url": f"{PUBLIC}/broken", "FallbackUrl": f"{PUBLIC}/rescue"}
    await box.http.post(path, data=more)
    await box.rest()
    assert box.app.posted("/rescue")[0]["ErrorCode"] == "12100"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"Url": f"{PUBLIC}/a", "Twiml": "<Response/>"}, 20001),
        ({"Url": "nowhere"}, 21205),
        ({"Url": f"{PUBLIC}/a", "Method": "PUT"}, 21209),
        ({"Status": "paused"}, 20001),
        ({"StatusCallback": "https://a_b.example.com"}, 21609),
        ({"TimeLimit": "0"}, 21208),
    ],
)
async def test_a_wrong_change_is_refused_and_changes_nothing(
    box: Box, form: dict[str, str], code: int
) -> None:
    path = await live(box)
    refused = await box.http.post(path, data={"TimeLimit": "5", **form})
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    await box.rest()
    assert int((await box.get(path))["duration"]) > 60


@pytest.mark.parametrize("form", [{"Url": f"{PUBLIC}/a"}, {"Status": "completed"}])
async def test_a_call_that_has_ended_cannot_be_changed(box: Box, form: dict[str, str]) -> None:
    call = await box.call("+12125550101")
    refused = await box.http.post(f"{box.path}/Calls/{call['sid']}.json", data=form)
    assert refused.json()["code"] == 21220
    assert refused.json()["message"] == "Call is not in-progress. Cannot redirect."


async def test_a_call_that_only_rings_cannot_be_redirected(box: Box) -> None:
    made = await box.create(AGREES)
    path = f"{box.path}/Calls/{made.json()['sid']}.json"
    refused = await box.http.post(path, data={"Url": f"{PUBLIC}/a"})
    assert refused.json()["code"] == 21220
