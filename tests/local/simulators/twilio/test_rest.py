import secrets

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from scripts.local.simulators.serve import serving
from scripts.local.simulators.twilio import with_sockets
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network

AGREES = "+12125550100"
AUTH = (ACCOUNT.sid, ACCOUNT.tokens[0])
ORDER = {"From": OURS, "Url": f"{PUBLIC}/voice"}


async def test_a_created_call_is_queued_and_has_a_sid(box: Box) -> None:
    made = await box.create(AGREES)
    assert made.status_code == 201
    assert made.json()["status"] == "queued"
    assert made.json()["sid"].startswith("CA")


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


async def test_an_api_key_does_not_open_the_account_itself() -> None:
    key, secret = "SK" + secrets.token_hex(16), secrets.token_hex(16)
    keyed = ACCOUNT.model_copy(update={"keys": {key: secret}})
    async with network(accounts=(keyed,)) as box:
        answer = await box.http.get(f"{box.path}.json", auth=(key, secret))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


async def test_another_account_is_not_found(box: Box) -> None:
    other = f"/2010-04-01/Accounts/AC{'0' * 32}/Calls.json"
    answer = await box.http.get(other)
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


async def test_who_asks_too_much_is_told_when_to_come_again_only_where_it_is_configured() -> None:
    async with network(rest_requests=0) as silent, network(rest_requests=0, retry_after=3) as kind:
        refused = [await each.create(AGREES) for each in (silent, kind)]
    assert [each.headers.get("Retry-After") for each in refused] == [None, "3"]
    assert [each.headers["Twilio-Concurrent-Requests"] for each in refused] == ["1", "1"]


async def test_every_answer_names_its_request(box: Box) -> None:
    answers = [await box.http.get(f"{box.path}/Calls.json") for _ in range(2)]
    names = {each.headers["Twilio-Request-Id"] for each in answers}
    assert len(names) == 2
    assert {each.headers["X-Shenanigans"] for each in answers} == {"none"}


async def test_what_cannot_be_done_to_a_list_is_not_allowed(box: Box) -> None:
    answer = await box.http.delete(f"{box.path}/Calls.json")
    assert (answer.status_code, answer.json()["code"]) == (405, 20004)


async def test_subaccounts_have_queues_of_their_own() -> None:
    below = ACCOUNT.model_copy(update={"sid": "AC" + secrets.token_hex(16), "parent": ACCOUNT.sid})
    async with network(accounts=(ACCOUNT, below)) as box:
        path = f"/2010-04-01/Accounts/{below.sid}/Calls.json"
        form = {"To": AGREES, "From": "+15005550006", "Url": f"{PUBLIC}/voice"}
        made = [await box.create(AGREES), await box.create(AGREES)]
        made += [await box.http.post(path, data=form)]
    assert [each.json()["queue_time"] for each in made] == ["0", "1000", "0"]
    assert made[2].json()["account_sid"] == below.sid


async def test_a_suspended_account_places_no_calls() -> None:
    suspended = ACCOUNT.model_copy(update={"status": "suspended"})
    async with network(accounts=(suspended,)) as box:
        refused = await box.create(AGREES)
    assert refused.json()["code"] == 10001


async def test_a_trial_account_calls_only_who_is_verified() -> None:
    trial = ACCOUNT.model_copy(update={"type": "Trial"})
    async with network(accounts=(trial,)) as box:
        refused = await box.create(AGREES)
        await box.http.post(f"{box.path}/OutgoingCallerIds.json", data={"PhoneNumber": AGREES})
        await box.rest()
        placed = await box.create(AGREES)
    assert (refused.json()["code"], placed.status_code) == (21219, 201)


async def test_a_fault_may_say_when_to_come_again(box: Box) -> None:
    fault = {"where": "rest.read", "action": "throttle", "value": 2, "count": 1}
    await box.http.post("/__sim__/faults", json=fault)
    answers = [await box.http.get(f"{box.path}/Calls.json") for _ in range(2)]
    assert [each.status_code for each in answers] == [429, 200]
    assert (answers[0].json()["code"], answers[0].headers["Retry-After"]) == (20429, "2")


async def test_a_change_that_seems_to_fail_may_have_been_made(box: Box) -> None:
    fault = {"where": "rest.update", "action": "status", "value": 503, "placed": True}
    await box.http.post("/__sim__/faults", json=fault)
    sid = (await box.create(AGREES)).json()["sid"]
    path = f"{box.path}/Calls/{sid}.json"
    failed = await box.http.post(path, data={"Status": "completed"})
    await box.rest()
    assert (failed.json()["code"], (await box.get(path))["status"]) == (20503, "canceled")
