"""What goes wrong with services, vendors and workers, from entering a context until leaving it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psutil
from redis.asyncio import Redis

from scripts.drills.stage import Stage
from scripts.drills.wires import Way
from scripts.local.processes import Program

Trouble = Callable[[Stage], AbstractAsyncContextManager[None]]
OFTEN, COLD = 10.0, 8.0  # seconds between two deaths; that a start takes at its slowest


@dataclass(frozen=True)
class Drill:
    """One thing that goes wrong. `numbers` are those of the catalogue of scenarios."""

    what: str
    trouble: Trouble
    numbers: tuple[int, ...] = ()


@asynccontextmanager
async def _killed(it: Stage, part: str) -> AsyncIterator[None]:
    program = await it.lose(part)
    yield
    await it.bring_back(program)


@asynccontextmanager
async def _stopped(it: Stage, part: str) -> AsyncIterator[None]:
    """Azurite writes to the disk every few seconds: killed, it forgets what Azure would keep."""
    program = await it.rest(part)
    yield
    await it.bring_back(program)


@asynccontextmanager
async def _wire(it: Stage, part: str, way: Way) -> AsyncIterator[None]:
    it.wire(part, way)
    yield
    it.wire(part, Way.CLEAR)


@asynccontextmanager
async def _storage(it: Stage, way: Way) -> AsyncIterator[None]:
    async with _wire(it, "blob", way), _wire(it, "queue", way):
        yield


@asynccontextmanager
async def meanwhile(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Again and again, until the trouble is over."""

    async def again() -> None:
        while True:
            await work()

    going = asyncio.create_task(again())
    try:
        yield
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


@asynccontextmanager
async def _cut_off(it: Stage) -> AsyncIterator[None]:
    """Every connection ends in whatever it does, each second, as when another server takes over."""

    async def cut() -> None:
        it.wire("postgres", Way.CUT)
        it.wire("postgres", Way.CLEAR)
        await asyncio.sleep(1)

    async with meanwhile(cut):
        yield


@asynccontextmanager
async def _locked(it: Stage) -> AsyncIterator[None]:
    """A statement of somebody else's holds a table, until all connections wait for it."""
    async with it.db.transaction() as conn:
        await conn.execute("lock table ticket in access exclusive mode")
        yield


@asynccontextmanager
async def _flushed(it: Stage) -> AsyncIterator[None]:
    """Emptied each second: locks, permits and vectors are gone."""

    async def flush() -> None:
        async with Redis.from_url(it.system.direct["REDIS__URL"]) as redis:
            await redis.flushall()
        await asyncio.sleep(1)

    async with meanwhile(flush):
        yield


@asynccontextmanager
async def _full(it: Stage) -> AsyncIterator[None]:
    """No byte can be written any more, as on a full disk."""
    storage = psutil.Process(it.part("azurite").pid)
    storage.rlimit(psutil.RLIMIT_FSIZE, (0, psutil.RLIM_INFINITY))
    yield
    storage.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))


@asynccontextmanager
async def _killed_often(it: Stage) -> AsyncIterator[None]:
    """The worker dies every ten seconds, in whatever it does, and is started anew."""
    for _ in range(2):
        await it.bring_back(await it.lose("host"))
        await asyncio.sleep(OFTEN)
    yield


@asynccontextmanager
async def _cold(it: Stage) -> AsyncIterator[None]:
    """The only instance is recycled, and the next one takes eight seconds."""
    program: Program = await it.lose("host")
    await asyncio.sleep(COLD)
    await it.bring_back(program)
    yield


TOLD = {
    Way.SLOW: "every packet 0.25 s late",
    Way.MUTE: "takes requests and never answers",
    Way.CUT: "hangs up on everybody",
}


def _service(part: str, about: str, *numbers: int) -> dict[str, Drill]:
    """Killed, slow, mute and cut."""
    killed = Drill(f"{about}: SIGKILL, back 30 s later", partial(_killed, part=part), numbers)
    wired = {
        f"{part}-{way}": Drill(f"{about}: {told}", partial(_wire, part=part, way=way), numbers)
        for way, told in TOLD.items()
    }
    return {f"{part}-killed": killed, **wired}


def _rule(where: str, action: str, **more: Any) -> dict[str, Any]:
    return {"where": where, "action": action, **more}


def _faults(what: str, *rules: Mapping[str, Any], numbers: tuple[int, ...] = ()) -> Drill:
    @asynccontextmanager
    async def trouble(it: Stage) -> AsyncIterator[None]:
        for rule in rules:
            await it.fault(**rule)
        yield
        (await it.simulators.delete("/__sim__/faults")).raise_for_status()

    return Drill(what, trouble, numbers)


SERVICES: dict[str, Drill] = {
    **_service("postgres", "PostgreSQL", 26, 87),
    "postgres-failover": Drill(
        "PostgreSQL: all connections end each second, in mid-transaction", _cut_off, (87,)
    ),
    "postgres-locked": Drill(
        "PostgreSQL: somebody holds the tickets' table, and the pool runs dry", _locked, (87,)
    ),
    **_service("redis", "Redis", 86),
    "redis-flushed": Drill("Redis: emptied each second", _flushed, (86,)),
    "storage-stopped": Drill(
        "Azurite (queues, files): stopped, back 30 s later",
        partial(_stopped, part="azurite"),
        (15,),
    ),
    "storage-full": Drill("Azurite: its disk is full", _full, (15,)),
    **{
        f"storage-{way}": Drill(f"Azurite: {told}", partial(_storage, way=way), (15,))
        for way, told in TOLD.items()
    },
}
VENDORS: dict[str, Drill] = {
    "cosmos-throttled": _faults(
        "Cosmos DB: 429 to everything", _rule("cosmos.*", "throttle"), numbers=(88,)
    ),
    "cosmos-mute": _faults("Cosmos DB: never answers", _rule("cosmos.*", "hang"), numbers=(88,)),
    "cosmos-lying": _faults(
        "Cosmos DB: writes, and its answer is cut", _rule("cosmos.*", "cut", placed=True)
    ),
    "vault-away": _faults(
        "Key Vault and identity: 503",
        _rule("keyvault.*", "status", value=503),
        _rule("identity.token", "status", value=503),
        numbers=(91,),
    ),
    "twilio-refusing": _faults("Twilio's API: 503", _rule("rest.*", "status", value=503)),
    "twilio-mute": _faults("Twilio's API: never answers", _rule("rest.*", "hang")),
    "twilio-lying": _faults(
        "Twilio: says 500 and places the call; callbacks come three times and late",
        _rule("rest.create", "status", value=500, placed=True),
        _rule("webhook.status", "reorder", value=4),
        _rule("webhook.status", "duplicate", value=2),
    ),
    "voices-quota": _faults(
        "ElevenLabs: its quota is spent", _rule("el.tts", "quota_exceeded"), numbers=(52,)
    ),
    "voices-mute": _faults(
        "Both voices: never answer", _rule("el.tts", "hang"), _rule("oa.speech", "hang")
    ),
    "voices-lying": _faults("ElevenLabs: audio ends early", _rule("el.tts", "truncate")),
    "model-throttled": _faults("Azure OpenAI: 429", _rule("oa.*", "throttle", value=60)),
    "model-slow": _faults("Azure OpenAI: 3 s late", _rule("oa.*", "delay", value=3)),
    "model-mute": _faults("Azure OpenAI: never answers", _rule("oa.*", "hang")),
    "model-lying": _faults("Azure OpenAI: no JSON", _rule("oa.chat", "invalid_json")),
}
WORKERS: dict[str, Drill] = {
    "worker-killed": Drill("The host: SIGKILL every ten seconds", _killed_often, (98,)),
    "worker-cold": Drill("The host: recycled in mid-call, the next one takes 8 s", _cold, (89,)),
}
