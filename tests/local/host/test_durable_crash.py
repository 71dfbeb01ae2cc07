"""What a power cut leaves behind, and what the next start makes of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.local.host.durable_host import DurableHost


@pytest.fixture
async def host(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[DurableHost]:
    if request.config.getoption("--host"):
        pytest.skip("kills a host of its own")
    made = DurableHost(folder)
    yield made
    await made.close()


async def test_a_kill_in_the_middle_loses_nothing(host: DurableHost, tmp_path: Path) -> None:
    """durable-functions-orchestrations#reliability: progress is checkpointed at each yield."""
    durable, notes = await host.start(), tmp_path / "notes"
    links = await durable.start("writes_twice", str(notes))
    await durable.raise_event(links, "go", 1)
    await durable.wrote(notes, "slow")
    await host.kill()
    await host.start()
    assert (await durable.end(links))["output"] == "last"
    assert notes.read_text().split() == ["first", "slow", "slow", "last"]


async def test_an_event_waits_for_the_next_start(host: DurableHost, tmp_path: Path) -> None:
    """durable-functions-external-events: events are stored before they are acknowledged."""
    durable = await host.start()
    links = await durable.start("listens_late")
    await durable.raise_event(links, "go", "kept")
    await host.kill()
    await host.start()
    assert (await durable.end(links))["output"] == "kept"


async def test_a_timer_that_was_due_meanwhile_rings_at_once(host: DurableHost) -> None:
    """durable-functions-timers: a timer outlives the process."""
    durable = await host.start()
    links = await durable.start("sleeps", 0.5)
    await durable.becomes(links, "Running")
    await host.kill()
    await host.start()
    assert (await durable.end(links))["output"] >= 0.5


async def test_a_second_host_on_the_same_store_is_refused(host: DurableHost) -> None:
    """Two processes would both run what one of them has claimed."""
    await host.start()
    second = DurableHost(host.folder)
    with pytest.raises(RuntimeError, match="is in use"):
        await second.start()
    await second.close()
