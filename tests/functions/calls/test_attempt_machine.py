"""Whatever happens in whatever order, the rules of dialling hold (docs/scenarios.md)."""

import asyncio
from collections.abc import Coroutine
from datetime import time, timedelta
from itertools import product
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg.rows import dict_row

from functions.allowances import service as allowances
from functions.allowances.model import Allowance
from functions.calls import dial, reconcile, service
from functions.calls.model import Attempt, CallStatus
from functions.numbers import service as numbers
from functions.permission import service as permission
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.messages import Dial
from shared.ports import NewCall
from tests.functions.calls.conftest import LINE, OURS, allowance, attempt
from tests.functions.calls.exchange import (
    FATES,
    TALK,
    Death,
    Exchange,
    Hands,
    Mood,
    Real,
    attempt_of,
)
from tests.functions.conftest import empty

PHONES = ("+12025550100", "+12125550101")
OPENS, CLOSES, ZONE = time(8), time(20), ZoneInfo("America/New_York")
PRICE, BUDGET, LIVE_CAPS, DAY_CAP = 14_000, 98_000, (1, 2), 2
DAY = timedelta(hours=24)
JUMPS = (1, 16, 35, 95, 130, 1300, 6 * 3600, 25 * 3600)  # seconds: each passes another limit
ENDED = {"over", "refused"}
LAST_ROUNDS = 12
FEW, MOST = 1, 10  # calls before somebody wants no more of them; attempts planned

reals = Bundle[Real]("reals")
moods, fates = st.sampled_from(list(Mood)), st.sampled_from(FATES)
which = st.integers(0, 1)


class Attempts(RuleBasedStateMachine):
    """Two campaigns, two phones, and a network of which anything can be expected."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = Hands()
        self.exchange = Exchange(self.clock, self.may_ring)
        self.db = self.run(self.opened(url))
        self.allowances: list[Allowance] = []
        self.attempts: list[Attempt] = []
        self.paused: set[UUID] = set()
        self.opted_out: set[str] = set()
        self.ends: dict[UUID, Any] = {}

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def opened(self, url: str) -> Database:
        database = Database(url, connections=6)
        await empty(database)
        return database

    async def rows(self, query: str, *given: object) -> list[dict[str, Any]]:
        async with self.db.transaction() as conn, conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query, given)
            return await cursor.fetchall()

    async def may_ring(self, new: NewCall) -> None:
        """All that must be true when the network is asked for a call."""
        now, attempt_id = self.clock.now(), attempt_of(new)
        (row,) = await self.rows("select * from attempt where id = %s", attempt_id)
        (allowed,) = await self.rows("select * from allowance where id = %s", row["allowance_id"])
        live = await self.rows(
            "select id from attempt where allowance_id = %s "
            "and state in ('dialing', 'unknown', 'placed')",
            row["allowance_id"],
        )
        rung = [
            each
            for each in self.exchange.calls
            if each.phone == new.to
            and each.placed_at > now - DAY
            and each.fate[-1] is not CallStatus.CANCELED
        ]
        assert row["state"] == "dialing", "the intent is committed first"
        assert row["allowance_id"] not in self.paused, "nothing rings while it is paused"
        assert new.to not in self.opted_out, "who opted out is left alone"
        assert OPENS <= now.astimezone(ZONE).time() < CLOSES, "nothing rings at night"
        assert not self.exchange.live(new.to), "one call at a time to a phone"
        assert not self.exchange.of(attempt_id), "an attempt is placed once"
        assert len(live) <= allowed["live_cap"], "no more lines than allowed"
        assert len(rung) < DAY_CAP, "no more calls a day than allowed"
        assert allowed["spent_micro"] + allowed["reserved_micro"] <= BUDGET, "no unpaid call"

    @initialize()
    def two_campaigns(self) -> None:
        async def work() -> None:
            for live_cap in LIVE_CAPS:
                allowed = allowance(
                    self.clock.now(),
                    opens_at=OPENS,
                    closes_at=CLOSES,
                    live_cap=live_cap,
                    day_cap=DAY_CAP,
                    talk_seconds=TALK,
                    minute_price_micro=PRICE,
                    budget_micro=BUDGET,
                )
                async with self.db.transaction() as conn:
                    await allowances.allow(conn, allowed)
                    await numbers.know(conn, [OURS], self.clock.now())
                self.allowances.append(allowed)

        self.run(work())
        self.run(self.clock.sleep(3600 * 3))  # ten in the morning in New York
        for campaign, phone in product(range(2), PHONES):
            self.plan(campaign, phone)

    @rule(campaign=which, phone=st.sampled_from(PHONES))
    @precondition(lambda self: self.allowances and len(self.attempts) < MOST)
    def plan(self, campaign: int, phone: str) -> None:
        now = self.clock.now()
        planned = attempt(self.allowances[campaign], now, phone=phone, zones=(ZONE.key,))

        async def work() -> None:
            async with self.db.transaction() as conn:
                await service.plan(conn, [planned], now)

        self.run(work())
        self.attempts.append(planned)

    @rule(target=reals, data=st.data(), times=st.integers(1, 3), mood=moods, fate=fates)
    @precondition(lambda self: self.attempts)
    def deliver(self, data: st.DataObject, times: int, mood: Mood, fate: Any) -> Any:
        """A dial message comes, perhaps to several workers at once."""
        return multiple(*self.dialling(data, times, mood, fate))

    @rule(target=reals, data=st.data(), fate=fates)
    @precondition(lambda self: self.attempts)
    def a_call_as_it_should_be(self, data: st.DataObject, fate: Any) -> Any:
        """It is placed, goes on to its end, and we are told so."""
        placed = self.dialling(data, 1, Mood.ANSWERS, fate)
        for call in placed:
            while not call.is_over:
                self.exchange.goes_on(call)
                self.run(self.told(call, call.happened - 1, 1))
        return multiple(*placed)

    def dialling(self, data: st.DataObject, times: int, mood: Mood, fate: Any) -> list[Real]:
        chosen, before = data.draw(st.sampled_from(self.attempts)), len(self.exchange.calls)
        self.run(self.exchange.asked(mood, fate, self.dialled(chosen, times)))
        return self.exchange.calls[before:]

    async def dialled(self, chosen: Attempt, times: int) -> None:
        message = Dial.new(self.clock.now(), attempt_ids=(chosen.id,))
        works = [
            dial.dial(self.db, self.clock, self.exchange.port, message, LINE) for _ in range(times)
        ]
        for result in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(result, BaseException) and not isinstance(result, Death):
                raise result

    @rule(call=reals)
    def something_happens(self, call: Real) -> None:
        if not call.is_over:
            self.exchange.goes_on(call)

    @rule(call=reals, number=st.integers(0, 3), times=st.integers(1, 3))
    def callback(self, call: Real, number: int, times: int) -> None:
        """We are told of something that has happened: in any order, late, again."""
        if number < call.happened:
            self.run(self.told(call, number, times))

    async def told(self, call: Real, number: int, times: int) -> None:
        told = call.told(number)
        await asyncio.gather(
            *(service.heed_status(self.db, self.clock, call.attempt_id, told) for _ in range(times))
        )

    @rule(deaf=st.booleans())
    def reconcile(self, *, deaf: bool) -> None:
        away = Unavailable("away", vendor="twilio") if deaf else None
        self.exchange.port.unlisted = dict.fromkeys(PHONES, away) if away else {}
        self.exchange.port.forgets = away
        self.run(reconcile.reconcile(self.db, self.clock, self.exchange.port))

    @rule()
    def sweep(self) -> None:
        self.run(reconcile.sweep(self.db, self.clock))

    @rule(campaign=which, is_open=st.sampled_from([True, True, False]))
    def pause_or_resume(self, campaign: int, *, is_open: bool) -> None:
        chosen = self.allowances[campaign].id

        async def work() -> None:
            async with self.db.transaction() as conn:
                await allowances.set_open(conn, chosen, is_open=is_open)

        self.run(work())
        self.paused = self.paused - {chosen} if is_open else self.paused | {chosen}

    @rule(campaign=which)
    @precondition(lambda self: len(self.exchange.calls) > FEW)
    def withdraw(self, campaign: int) -> None:
        self.run(self.withdrawn(self.allowances[campaign].id))
        self.paused |= {self.allowances[campaign].id}

    async def withdrawn(self, allowance_id: UUID) -> None:
        async with self.db.transaction() as conn:
            await service.withdraw(conn, allowance_id, self.clock.now())

    @rule(phone=st.sampled_from(PHONES))
    @precondition(lambda self: len(self.exchange.calls) > FEW)
    def opt_out(self, phone: str) -> None:
        async def work() -> None:
            async with self.db.transaction() as conn:
                await permission.opt_out(conn, phone, "call", "said so", self.clock.now())

        self.run(work())
        self.opted_out.add(phone)

    @rule(seconds=st.sampled_from(JUMPS))
    def time_passes(self, seconds: int) -> None:
        self.run(self.clock.sleep(seconds))

    @invariant()
    def an_attempt_is_one_call_and_a_phone_in_one(self) -> None:
        assert all(len(self.exchange.of(each.id)) <= 1 for each in self.attempts)
        assert all(len(self.exchange.live(phone)) <= 1 for phone in PHONES)

    @invariant()
    def what_has_ended_stays_as_it_ended(self) -> None:
        ended = """
            select a.id, a.state, a.reason, c.status, c.ended_at, c.seconds
            from attempt a left join call c on c.id = a.id where a.state = any(%s)
            """
        now = {each["id"]: each for each in self.run(self.rows(ended, list(ENDED)))}
        assert {key: now.get(key) for key in self.ends} == self.ends
        self.ends = now

    @invariant()
    def what_is_kept_aside_is_kept_for_calls_that_may_cost(self) -> None:
        kept = """
            select w.reserved_micro as kept, coalesce(sum(a.reserved_micro), 0)::bigint as needed,
              w.live as lines,
              count(*) filter (where a.state in ('dialing', 'unknown', 'placed')) as busy
            from allowance w left join attempt a on a.allowance_id = w.id group by w.id
            """
        for each in self.run(self.rows(kept)):
            assert each["kept"] == each["needed"] >= 0
            assert each["lines"] == each["busy"]

    def teardown(self) -> None:
        try:
            if self.allowances:
                self.run(self.comes_to_an_end())
        finally:
            self.run(self.db.close())
            self.runner.close()

    async def comes_to_an_end(self) -> None:
        """All calls end, somebody looks, nothing more is wanted: every attempt has its one end."""
        for call in self.exchange.calls:
            while not call.is_over:
                self.exchange.goes_on(call)
        self.exchange.port.unlisted, self.exchange.port.forgets = {}, None
        for each in self.allowances:
            await self.withdrawn(each.id)
        for _ in range(LAST_ROUNDS):
            await self.clock.sleep(1300)
            await reconcile.reconcile(self.db, self.clock, self.exchange.port)
        for each in self.allowances:
            await self.withdrawn(each.id)
        await self.everything_has_ended()

    async def everything_has_ended(self) -> None:
        attempts = await self.rows("select id, state from attempt")
        assert {each["state"] for each in attempts} <= ENDED
        told = await self.rows(
            "select distinct body ->> 'call_id' as id from outbox where queue = 'call-ended'"
        )
        assert {str(each["id"]) for each in attempts} == {each["id"] for each in told}
        (sums,) = await self.rows(
            "select sum(reserved_micro)::bigint as kept, sum(spent_micro)::bigint as spent "
            "from allowance"
        )
        minutes = sum(-(-TALK // 60) for c in self.exchange.calls if "completed" in c.fate)
        assert (sums["kept"], sums["spent"]) == (0, minutes * PRICE)


def test_the_rules_of_dialling_hold_whatever_happens(database_url: str) -> None:
    class Here(Attempts):
        def __init__(self) -> None:
            super().__init__(database_url)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
