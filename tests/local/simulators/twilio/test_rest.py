import json
import secrets
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from scripts.local.simulators.serve import serving
from scripts.local.simulators.twilio import with_sockets
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network

ROOT = Path(__file__).parents[4]
OPENAPI = ROOT.parent / "shared/data/twilio-oai/twilio_api_v2010.json"
AGREES = "+12125550100"
AUTH = (ACCOUNT.sid, ACCOUNT.tokens[0])
ORDER = {"From": OURS, "Url": f"{PUBLIC}/voice"}


def schema(name: str) -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip("Twilio's OpenAPI document is not on this machine")
    found: dict[str, Any] = json.loads(OPENAPI.read_text())["components"]["schemas"][name]
    return found


async def test_a_created_call_is_queued_and_has_a_sid(box: Box) -> None:
    made = await box.create(AGREES)
    assert made.status_code == 201
    assert made.json()["status"] == "queued"
    assert made.json()["sid"].startswith("CA")


async def test_a_call_has_the_fields_of_twilios_own_description(box: Box) -> None:
    call = await box.call(AGREES)
    assert set(call) == set(schema("api.v2010.account.call")["properties"])


async def test_a_number_has_the_fields_of_twilios_own_description(box: Box) -> None:
    found = await box.get(f"{box.path}/IncomingPhoneNumbers.json")
    wanted = set(schema("api.v2010.account.incoming_phone_number")["properties"])
    assert set(found["incoming_phone_numbers"][0]) == wanted


async def test_a_notification_has_the_fields_of_twilios_own_description(box: Box) -> None:
    call = await box.call(AGREES)
    found = await box.get(f"{box.path}/Calls/{call['sid']}/Notifications.json")
    wanted = set(schema("api.v2010.account.call.call_notification")["properties"])
    assert set(found["notifications"][0]) == wanted


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "12345"}, 21211),
        ({"To": "+15551234567"}, 21211),
        ({"To": OURS}, 21211),
        ({"To": "+12125550190"}, 21211),
        ({"To": "+12125550191"}, 21215),
        ({"To": "+12125550192"}, 21216),
        ({"To": "+12125550193"}, 21217),
        ({"To": "+12125550194"}, 21214),
        ({"From": ""}, 21213),
        ({"From": "+12025550177"}, 21210),
        ({"From": "nobody"}, 21212),
        ({"Url": ""}, 21205),
        ({"Url": "ftp://voice.example.com"}, 21205),
        ({"Url": "https://a_b.example.com/voice"}, 21205),
        ({"Url": "", "Twiml": "x" * 4001}, 32018),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"Timeout": "601"}, 21208),
        ({"SendDigits": "12?"}, 21206),
        ({"ApplicationSid": "AP1"}, 21218),
        ({"MachineDetection": "Perhaps"}, 21263),
        ({"MachineDetection": "Enable", "AsyncAmd": "true"}, 21262),
    ],
)
async def test_a_wrong_request_is_refused_with_twilios_code(
    box: Box, changed: dict[str, str], code: int
) -> None:
    refused = await box.create(**{"to": AGREES, **changed})
    assert refused.status_code == 400
    assert refused.json()["code"] == code
    assert refused.json()["more_info"].endswith(str(code))


@pytest.mark.parametrize(
    ("user", "secret"),
    [(ACCOUNT.sid, "wrong"), ("AC" + "0" * 32, ACCOUNT.tokens[0]), ("", "")],
    ids=["wrong token", "unknown account", "nobody"],
)
async def test_a_stranger_is_not_let_in(box: Box, user: str, secret: str) -> None:
    answer = await box.http.get(f"{box.path}/Calls.json", auth=(user, secret))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_an_api_key_opens_its_account() -> None:
    key, secret = "SK" + secrets.token_hex(16), secrets.token_hex(16)
    keyed = ACCOUNT.model_copy(update={"keys": {key: secret}})
    async with network(accounts=(keyed,)) as box:
        answer = await box.http.get(f"{box.path}/Calls.json", auth=(key, secret))
    assert answer.status_code == 200


async def test_an_unknown_call_is_not_found(box: Box) -> None:
    answer = await box.http.get(f"{box.path}/Calls/CA{'0' * 32}.json")
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_lists_come_in_pages_newest_first(box: Box) -> None:
    made = [(await box.create(f"+1212555010{n}")).json()["sid"] for n in (1, 2, 3)]
    first = await box.get(f"{box.path}/Calls.json", PageSize="2")
    second = await box.get(first["next_page_uri"])
    assert [each["sid"] for each in first["calls"] + second["calls"]] == made[::-1]
    assert second["next_page_uri"] is None


async def test_lists_are_filtered_by_the_two_numbers(box: Box) -> None:
    await box.create("+12125550101")
    wanted = (await box.create("+12125550102")).json()["sid"]
    found = await box.get(f"{box.path}/Calls.json", To="+12125550102", From=OURS)
    assert [each["sid"] for each in found["calls"]] == [wanted]


async def test_a_call_that_was_not_dialled_yet_escapes_the_filter_on_its_start(box: Box) -> None:
    await box.create("+12125550101")
    await box.create("+12125550102")
    found = await box.get(f"{box.path}/Calls.json", **{"StartTime>": "2020-01-01"})
    assert len(found["calls"]) <= 1


async def test_calls_that_come_too_fast_are_queued(box: Box) -> None:
    made = [(await box.create(f"+1212555010{n}")).json() for n in (1, 2, 3)]
    assert [each["queue_time"] for each in made] == ["0", "1000", "2000"]


async def test_a_queue_longer_than_a_day_is_full() -> None:
    slow = ACCOUNT.model_copy(update={"calls_per_second": 1 / 100_000})
    async with network(accounts=(slow,)) as box:
        await box.create(AGREES)
        await box.create(AGREES)
        refused = await box.create(AGREES)
    assert refused.json()["code"] == 22005


async def test_too_many_requests_at_once_are_turned_away() -> None:
    async with network(rest_requests=0) as box:
        refused = await box.create(AGREES)
    assert (refused.status_code, refused.json()["code"]) == (429, 20429)


async def test_more_live_calls_than_allowed_fail() -> None:
    small = ACCOUNT.model_copy(update={"live_calls": 0})
    async with network(accounts=(small,)) as box:
        call = await box.call(AGREES)
        notices = await box.get(f"{box.path}/Calls/{call['sid']}/Notifications.json")
    assert call["status"] == "failed"
    assert notices["notifications"][0]["error_code"] == "10004"


async def test_a_number_can_be_bought_and_told_who_answers(box: Box) -> None:
    path = f"{box.path}/IncomingPhoneNumbers"
    form = {"PhoneNumber": "+12025550111", "VoiceUrl": f"{PUBLIC}/one"}
    bought = (await box.http.post(f"{path}.json", data=form)).json()
    await box.http.post(f"{path}/{bought['sid']}.json", data={"VoiceUrl": f"{PUBLIC}/two"})
    assert (await box.get(f"{path}/{bought['sid']}.json"))["voice_url"] == f"{PUBLIC}/two"


async def test_only_a_call_that_has_ended_can_be_deleted(box: Box) -> None:
    sid = (await box.create(AGREES)).json()["sid"]
    early = await box.http.delete(f"{box.path}/Calls/{sid}.json")
    await box.rest()
    late = await box.http.delete(f"{box.path}/Calls/{sid}.json")
    assert (early.json()["code"], late.status_code) == (20009, 204)


async def test_a_seed_makes_the_identifiers_repeat() -> None:
    async with network(seed=7) as one, network(seed=7) as two, network() as other:
        sids = [(await each.create(AGREES)).json()["sid"] for each in (one, two, other)]
    assert sids[0] == sids[1] != sids[2]


async def test_99_breaks_the_connection_also_where_the_network_is_mounted() -> None:
    async with network() as box:
        front = with_sockets(Starlette(routes=[Mount("", box.simulator)]))
        async with serving(front) as url, httpx.AsyncClient(base_url=url, auth=AUTH) as http:
            with pytest.raises(httpx.NetworkError):
                await http.post(f"{box.path}/Calls.json", data={**ORDER, "To": "+12125550199"})
        assert len(box.events("created")) == 1
