import json
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest

from shared.adapters.twilio import TwilioTelephony
from shared.ports import NewCall
from tests.local.simulators.live import KnownSecrets
from tests.local.simulators.twilio import contract, openapi, tour
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box
from tests.local.simulators.twilio.recorder import Exchange
from tests.local.simulators.twilio.sdk import Sdk, sdk_for

AGREES = "+12125550100"
AUTH = (ACCOUNT.sid, ACCOUNT.tokens[0])
NEW = NewCall(
    to=AGREES,
    caller=OURS,
    answer_url=f"{PUBLIC}/voice#rc=1&rp=ct,rt,5xx&rt=7000&tt=15000",
    fallback_url=f"{PUBLIC}/fallback",
    status_url=f"{PUBLIC}/status#rc=5&rp=all",
    machine_url=f"{PUBLIC}/machine",
)
described = pytest.mark.skipif(
    not openapi.is_here(),
    reason=f"NOT COMPARED with Twilio's OpenAPI: {openapi.FILE.name} is not beside the repository",
)


@pytest.fixture
async def sdk(box: Box) -> AsyncIterator[Sdk]:
    async with sdk_for(box) as made:
        yield made


@pytest.fixture
async def toured(box: Box, sdk: Sdk) -> Sequence[Exchange]:
    await tour.all_around(box, sdk)
    return sdk.exchanges


@pytest.fixture
async def asked_by_the_app(box: Box, sdk: Sdk) -> Sequence[Exchange]:
    """What the app's own adapter sends: all that it can do, once."""
    box.app.says("/voice", tour.HELLO)
    secrets = KnownSecrets(ACCOUNT.tokens[0])
    url = str(sdk.client.api.base_url)
    telephony = TwilioTelephony(url, ACCOUNT.sid, secrets)
    call = await telephony.call(NEW)
    await box.until_live(call.sid)
    await telephony.redirect(call.sid, f"{PUBLIC}/voice")
    await telephony.calls(to=AGREES, caller=OURS, since=box.clock.now())
    await telephony.hang_up(call.sid)
    await box.rest()
    await telephony.fetch(call.sid)
    await telephony.close()
    return sdk.exchanges


async def test_no_answer_goes_against_the_contract(toured: Sequence[Exchange]) -> None:
    assert contract.against_contract(toured) == []


@described
async def test_every_answer_is_as_twilio_describes_it(toured: Sequence[Exchange]) -> None:
    known = [each for each in toured if openapi.is_described(each)]
    assert openapi.answers_against(known) == []
    assert len(known) > 30


@described
async def test_every_request_of_twilios_client_is_described(toured: Sequence[Exchange]) -> None:
    known = [each for each in toured if openapi.is_described(each)]
    assert openapi.requests_against(known) == []


@described
async def test_the_tour_leaves_out_none_of_the_described_addresses_there_are(
    toured: Sequence[Exchange],
) -> None:
    assert openapi.left_out(toured) == openapi.not_simulated()


async def test_the_tour_goes_to_every_address_of_the_contract(toured: Sequence[Exchange]) -> None:
    assert contract.left_out(toured) == ["POST ^/v1/AuthTokens/Promote$"]


async def test_what_the_app_asks_is_in_the_contract(asked_by_the_app: Sequence[Exchange]) -> None:
    assert contract.against_contract(asked_by_the_app) == []
    create, redirect, search, end, _ = asked_by_the_app
    assert contract.requests_against("create_call", [create]) == []
    assert contract.requests_against("update_call", [redirect, end]) == []
    assert contract.requests_against("list_calls", [search]) == []


@described
async def test_what_the_app_asks_is_described_by_twilio(
    asked_by_the_app: Sequence[Exchange],
) -> None:
    assert openapi.requests_against(asked_by_the_app) == []
    assert openapi.answers_against(asked_by_the_app) == []


async def test_refusals_are_in_the_contract(box: Box, sdk: Sdk) -> None:
    calls = f"{box.path}/Calls"
    async with httpx.AsyncClient(base_url=str(sdk.client.api.base_url), auth=AUTH) as http:
        await http.post(f"{calls}.json", data={"To": "12"})
        await http.get(f"{calls}/CA{'0' * 32}.json")
        await http.get(f"{calls}.json", auth=("nobody", ""))
        await http.put(f"{calls}.json")
        await http.get("/2010-04-01/Nowhere.json")
        await http.post(f"{calls}.json", data={"To": "+12125550195"})
        await http.post(f"{calls}.json", data={"To": "+12125550196"})
    assert [each.status for each in sdk.exchanges] == [400, 404, 401, 405, 404, 429, 500]
    assert contract.against_contract(sdk.exchanges) == []


@described
def test_a_field_that_twilio_does_not_know_would_be_noticed() -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT.sid}/Calls.json"
    form = b"To=%2B12125550100&From=%2B12025550100&Urll=https%3A%2F%2Fexample.com&Timeout=soon"
    wrong = openapi.requests_against([Exchange("POST", path, {}, form, 201)])
    assert [each.partition("json -> 201: ")[2] for each in sorted(wrong)] == [
        ": Additional properties are not allowed ('Urll' was unexpected)",
        "Timeout: 'soon' is not of type 'integer'",
    ]


def test_an_answer_that_lacks_a_field_would_be_noticed() -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT.sid}.json"
    answer = json.dumps({"sid": ACCOUNT.sid}).encode()
    wrong = contract.against_contract([Exchange("GET", path, {}, b"", 200, answer)])
    assert any("'status' is a required property" in each for each in wrong)


async def test_what_the_app_is_asked_is_in_the_contract(box: Box, sdk: Sdk) -> None:
    await tour.calls(box, sdk)
    assert contract.posted_against("voice_request", box.app.posted("/voice")) == []
    assert contract.posted_against("status_callback", box.app.posted("/status")) == []
    assert len(box.app.posted("/status")) == 8


async def test_what_the_app_is_texted_is_in_the_contract(box: Box, sdk: Sdk) -> None:
    await sdk.do(tour.numbers)
    own = next(each for each in box.simulator.network.numbers.values() if each.number == OURS)
    url = {"SmsUrl": f"{PUBLIC}/text"}
    await box.http.post(f"{box.path}/IncomingPhoneNumbers/{own.sid}.json", data=url)
    await tour.texts(box, sdk)
    assert contract.posted_against("sms_request", box.app.posted("/text")) == []
    assert contract.posted_against("sms_status", box.app.posted("/texted")) == []
    assert (len(box.app.posted("/text")), len(box.app.posted("/texted"))) == (1, 6)
