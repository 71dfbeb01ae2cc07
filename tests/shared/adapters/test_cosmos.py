import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from scripts.local import ports
from scripts.local.simulators.authority import Authority
from scripts.local.simulators.serve import serving
from shared.adapters.cosmos import Account, CosmosTranscripts
from shared.adapters.identity import Identity
from shared.errors import Rejected, Unavailable
from shared.ports import Transcripts
from tests.azure import CONTAINER, DATABASE, KEY, RETENTION, Azure, Theatre
from tests.fakes import TurnedClock


def entries(count: int, *, first: int = 0, **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"{number:05}", "said": "¿Qué tal?", **more} for number in range(first, count)]


@pytest.fixture
async def simulated(azure: Azure) -> AsyncIterator[CosmosTranscripts]:
    account = Account(azure.cosmos, KEY, ca=azure.ca, find_regions=False)
    ours = CosmosTranscripts(account, database=DATABASE, container=CONTAINER, deadline=2)
    yield ours
    await ours.close()


@pytest.fixture
def call_id() -> UUID:
    return uuid4()


def test_it_is_what_the_port_asks_for() -> None:
    fits: type[Transcripts] = CosmosTranscripts
    assert fits is CosmosTranscripts


# The contract: the same against the simulator and, where there is one, the real service.


async def test_reads_what_was_appended_in_order_of_id(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    await transcripts.append(call_id, entries(3)[::-1], keep=RETENTION)
    assert await transcripts.read(call_id) == entries(3)


async def test_a_call_sees_no_other_call(transcripts: CosmosTranscripts, call_id: UUID) -> None:
    await transcripts.append(call_id, entries(1), keep=RETENTION)
    assert await transcripts.read(uuid4()) == []


async def test_an_entry_appended_twice_stays_as_it_is(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    await transcripts.append(call_id, entries(2), keep=RETENTION)
    await transcripts.append(call_id, entries(4, said="other"), keep=RETENTION)
    assert await transcripts.read(call_id) == entries(2) + entries(4, first=2, said="other")


async def test_a_long_transcript_goes_in_batches_and_comes_in_pages(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    await transcripts.append(call_id, entries(250), keep=RETENTION)
    assert await transcripts.read(call_id) == entries(250)


async def test_entries_too_large_for_one_batch_go_in_two(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    large = entries(3, said="a" * 400_000)
    await transcripts.append(call_id, large, keep=RETENTION)
    assert await transcripts.read(call_id) == large


async def test_an_erased_call_is_empty(transcripts: CosmosTranscripts, call_id: UUID) -> None:
    await transcripts.append(call_id, entries(120), keep=RETENTION)
    await transcripts.erase(call_id)
    assert await transcripts.read(call_id) == []


async def test_writers_at_the_same_time_lose_nothing(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    await asyncio.gather(
        *(transcripts.append(call_id, entries(count), keep=RETENTION) for count in (10, 20, 30))
    )
    assert await transcripts.read(call_id) == entries(30)


async def test_an_entry_larger_than_a_batch_is_refused(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    with pytest.raises(Rejected, match="The entry 00000 has"):
        await transcripts.append(call_id, entries(1, said="a" * 1_000_000), keep=RETENTION)


async def test_an_entry_without_an_id_is_refused(
    transcripts: CosmosTranscripts, call_id: UUID
) -> None:
    with pytest.raises(Rejected, match="no `id`"):
        await transcripts.append(call_id, [{"said": "nothing"}], keep=RETENTION)


# What only a simulator does on request.


async def test_an_answer_that_got_lost_leaves_no_double(
    azure: Azure, simulated: CosmosTranscripts, call_id: UUID
) -> None:
    await azure.strike(azure.cosmos, where="cosmos.batch", action="cut", placed=True, count=1)
    with pytest.raises(Unavailable):
        await simulated.append(call_id, entries(3), keep=RETENTION)
    await simulated.append(call_id, entries(3), keep=RETENTION)
    assert await simulated.read(call_id) == entries(3)


async def test_a_busy_account_says_when_to_come_again(
    azure: Azure, simulated: CosmosTranscripts, call_id: UUID
) -> None:
    await azure.strike(azure.cosmos, where="cosmos.batch", action="throttle", value=0.02)
    with pytest.raises(Unavailable) as caught:
        await simulated.append(call_id, entries(1), keep=RETENTION)
    assert (caught.value.code, caught.value.retry_after) == ("TooManyRequests", 0.02)


async def test_a_moment_of_being_busy_is_waited_out(
    azure: Azure, simulated: CosmosTranscripts, call_id: UUID
) -> None:
    await azure.strike(azure.cosmos, where="cosmos.batch", action="throttle", value=0.02, count=1)
    await simulated.append(call_id, entries(1), keep=RETENTION)
    assert await simulated.read(call_id) == entries(1)


async def test_an_account_that_hangs_is_unavailable_in_time(
    azure: Azure, simulated: CosmosTranscripts, call_id: UUID
) -> None:
    await azure.strike(azure.cosmos, where="cosmos.query", action="hang")
    with pytest.raises(Unavailable, match="did not answer within 2 s"):
        await simulated.read(call_id)


async def test_an_account_that_is_away_is_unavailable(azure: Azure, call_id: UUID) -> None:
    account = Account("https://127.0.0.1:9", KEY, ca=azure.ca, find_regions=False)
    away = CosmosTranscripts(account, database=DATABASE, container=CONTAINER, deadline=2)
    with pytest.raises(Unavailable):
        await away.read(call_id)
    await away.close()


async def test_an_account_that_comes_back_is_used_again(
    azure: Azure, theatre: Theatre, trust: Authority, call_id: UUID
) -> None:
    (port,) = ports.free()
    account = Account(f"https://127.0.0.1:{port}", KEY, ca=azure.ca, find_regions=False)
    ours = CosmosTranscripts(account, database=DATABASE, container=CONTAINER)
    with pytest.raises(Unavailable):
        await ours.append(call_id, entries(2), keep=RETENTION)
    async with serving(theatre.account[0], port=port, tls=trust):
        await ours.append(call_id, entries(2), keep=RETENTION)
        assert await ours.read(call_id) == entries(2)
        await ours.close()


@pytest.mark.parametrize(("keep", "left"), [(timedelta(days=1), 0), (RETENTION, 2), (None, 2)])
async def test_each_entry_is_gone_when_its_own_time_is_over(
    clock: TurnedClock,
    simulated: CosmosTranscripts,
    call_id: UUID,
    keep: timedelta | None,
    left: int,
) -> None:
    await simulated.append(call_id, entries(2), keep=keep)
    await clock.advance(timedelta(days=2).total_seconds())
    assert len(await simulated.read(call_id)) == left


async def test_what_is_kept_for_good_outlasts_the_containers_own_time(
    clock: TurnedClock, simulated: CosmosTranscripts, call_id: UUID
) -> None:
    await simulated.append(call_id, entries(2), keep=None)
    await clock.advance((RETENTION * 10).total_seconds())
    assert await simulated.read(call_id) == entries(2)


async def test_the_managed_identity_gets_in_without_a_key(azure: Azure, call_id: UUID) -> None:
    identity = Identity()
    account = Account(azure.cosmos, identity, ca=azure.ca, find_regions=False)
    ours = CosmosTranscripts(account, database=DATABASE, container=CONTAINER)
    await ours.append(call_id, entries(1), keep=RETENTION)
    assert await ours.read(call_id) == entries(1)
    await ours.close()
    await identity.close()


async def test_an_identity_makes_no_containers(azure: Azure) -> None:
    identity = Identity()
    account = Account(azure.cosmos, identity, ca=azure.ca, find_regions=False)
    ours = CosmosTranscripts(account, database="another", container=CONTAINER)
    with pytest.raises(Rejected):
        await ours.prepare(RETENTION)
    await ours.close()
    await identity.close()


async def test_a_wrong_key_is_refused(azure: Azure, call_id: UUID) -> None:
    wrong = Account(
        azure.cosmos, base64.b64encode(b"another").decode(), ca=azure.ca, find_regions=False
    )
    ours = CosmosTranscripts(wrong, database=DATABASE, container=CONTAINER)
    with pytest.raises(Rejected, match="Unauthorized"):
        await ours.read(call_id)
    await ours.close()
