"""Each fault of a webhook at each place where there are webhooks, as the app sees it."""

import asyncio
import hashlib
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from scripts.local.simulators.faults.places import PLACES, WEBHOOK
from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.order import Document, Hook, Order
from scripts.local.simulators.twilio.webhooks import Webhooks
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network

EVERY = sorted(where for where, known in PLACES.items() if known == WEBHOOK)
CALLEE = "+12125550100"

pytestmark = pytest.mark.parametrize("where", EVERY)


class Told:
    """A call of which the app is told, numbered, under each place's own path."""

    def __init__(self, box: Box, where: str) -> None:
        self.box, self.where = box, where
        order = Order(to=CALLEE, caller=OURS, document=Document(twiml="<Response/>"))
        self.call: Call = box.simulator.network.new_call(ACCOUNT.sid, order, "outbound-api")
        self.webhooks = Webhooks(box.simulator.network)

    async def fault(self, action: str, **more: Any) -> None:
        rule = {"where": self.where, "action": action, **more}
        made = await self.box.http.post("/__sim__/faults", json=rule)
        assert made.status_code == 201, made.text

    async def tell(self, number: int, overrides: str = "#rc=0") -> int:
        hook, fields = Hook(url=f"{PUBLIC}/told{overrides}"), {"Number": str(number), "To": CALLEE}
        return (await self.webhooks.ask(self.call, hook, fields, self.where)).status

    async def tell_all(self, *numbers: int) -> list[Any]:
        telling = asyncio.gather(*map(self.tell, numbers), return_exceptions=True)
        while not telling.done():
            await self.box.step()
        return list(await telling)

    @property
    def got(self) -> list[str]:
        return [fields["Number"] for fields in self.box.app.posted("/told")]

    def is_signed_by(self, token: str, at: int = -1) -> bool:
        _, fields, headers = [got for got in self.box.app.got if got[0] == "/told"][at]
        signature = headers["x-twilio-signature"]
        return bool(RequestValidator(token).validate(f"{PUBLIC}/told", fields, signature))


@pytest.fixture
async def told(box: Box, where: str) -> Any:
    made = Told(box, where)
    yield made
    await made.webhooks.close()
    made.call.status = "completed"


async def test_without_a_fault_it_arrives_once(told: Told) -> None:
    assert await told.tell_all(1) == [204]
    assert told.got == ["1"]


async def test_a_delayed_one_is_overtaken(told: Told) -> None:
    began = told.box.clock.now()
    await told.fault("delay", value=300, count=1)
    assert await told.tell_all(1, 2) == [204, 204]
    assert told.got == ["2", "1"]
    assert (told.box.clock.now() - began).total_seconds() == 300


async def test_a_dropped_one_never_arrives(told: Told) -> None:
    await told.fault("drop", count=1)
    lost, _ = await told.tell_all(1, 2)
    assert (type(lost), lost.code, lost.kind) == (Failed, 11205, "ct")
    assert told.got == ["2"]


async def test_a_dropped_one_that_was_placed_arrives_all_the_same(told: Told) -> None:
    await told.fault("drop", placed=True)
    await told.tell_all(1)
    assert told.got == ["1"]


@pytest.mark.parametrize(("status", "kind"), [(502, "5xx"), (404, "4xx")])
async def test_somebody_in_between_answers_with_an_error(
    told: Told, status: int, kind: str
) -> None:
    await told.fault("status", value=status)
    (failure,) = await told.tell_all(1)
    assert (failure.code, failure.kind, told.got) == (11200, kind, [])


async def test_a_duplicate_comes_as_often_as_it_says(told: Told) -> None:
    await told.fault("duplicate", value=3, count=1)
    await told.tell_all(1)
    tokens = {headers["i-twilio-idempotency-token"] for headers in told.box.app.headers("/told")}
    assert (told.got, len(tokens)) == (["1"] * 4, 1)


async def test_those_in_the_window_come_in_another_order(told: Told) -> None:
    await told.fault("reorder", value=20)
    assert await told.tell_all(1, 2, 3, 4) == [204] * 4
    assert sorted(told.got) == ["1", "2", "3", "4"]
    assert told.got != ["1", "2", "3", "4"]


async def test_one_alone_in_its_window_comes_at_its_end(told: Told) -> None:
    began = told.box.clock.now()
    await told.fault("reorder", value=20)
    await told.tell_all(1)
    assert told.got == ["1"]
    assert (told.box.clock.now() - began).total_seconds() == 20


async def test_an_old_one_comes_again_later(told: Told) -> None:
    await told.fault("stale", value=600, nth=3)
    await told.tell_all(1)
    await told.tell_all(2)
    await told.tell_all(3)
    while len(told.got) < 4:
        await told.box.step()
    assert told.got == ["1", "2", "3", "1"]
    assert told.is_signed_by(ACCOUNT.tokens[0])


async def test_one_that_hangs_fails_for_want_of_an_answer(told: Told) -> None:
    await told.fault("hang")
    with pytest.raises(Failed) as caught:
        await told.tell(1, "#rc=0&rt=100")
    assert (caught.value.kind, told.got) == ("rt", [])


async def test_a_lost_answer_is_asked_for_once_more(told: Told) -> None:
    await told.fault("reset", placed=True, count=1)
    assert await told.tell(1, "#rc=1&rp=rt") == 204
    tokens = {headers["i-twilio-idempotency-token"] for headers in told.box.app.headers("/told")}
    assert (told.got, len(tokens)) == (["1", "1"], 1)


async def test_a_connection_that_breaks_brings_nothing(told: Told) -> None:
    await told.fault("reset")
    (failure,) = await told.tell_all(1)
    assert (failure.kind, told.got) == ("rt", [])


async def test_a_corrupt_signature_is_none_of_the_accounts(told: Told) -> None:
    await told.fault("corrupt_signature", count=1)
    await told.tell_all(1)
    await told.tell_all(2)
    signed = [told.is_signed_by(ACCOUNT.tokens[0], at) for at in (0, 1)]
    assert signed == [False, True]


async def test_an_old_token_that_is_not_in_force_is_a_wrong_one(told: Told) -> None:
    await told.fault("old_token")
    await told.tell_all(1)
    assert not told.is_signed_by(ACCOUNT.tokens[0])
    assert [event["signed"] for event in told.box.events("webhook")] == [False]


async def test_an_old_token_still_in_force_signs(where: str) -> None:
    old = hashlib.sha256(b"the token before").hexdigest()[:32]
    both = ACCOUNT.model_copy(update={"tokens": (*ACCOUNT.tokens, old)})
    async with network(accounts=(both,)) as box:
        told = Told(box, where)
        await told.fault("old_token")
        await told.tell_all(1)
        assert told.is_signed_by(old)
        await told.webhooks.close()


async def test_a_fault_for_one_number_spares_the_others(told: Told) -> None:
    await told.fault("drop", match="+12125550199")
    await told.fault("drop", match="Number=2")
    await told.tell_all(1, 2)
    assert told.got == ["1"]


async def test_what_a_fault_did_stands_in_the_timeline(told: Told) -> None:
    await told.fault("duplicate", id="twice")
    await told.tell_all(1)
    expected = {"where": told.where, "action": "duplicate", "rule": "twice"}
    assert told.box.events("fault") == [expected]
