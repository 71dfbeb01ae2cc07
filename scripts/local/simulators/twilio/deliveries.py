"""What faults do to one delivery of a webhook: it comes late, twice, never, or signed wrongly."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

from scripts.local.simulators.faults import Fault
from scripts.local.simulators.faults.places import WEBHOOK
from scripts.local.simulators.twilio.call import Subject
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.overrides import Overrides
from scripts.local.simulators.twilio.signature import Signer

HOLDING = frozenset({"delay", "reorder"})
SENDING = WEBHOOK - HOLDING
SERVER_ERROR = 500

type Send[R] = Callable[[Signer], Awaitable[R]]


class Delivery(Protocol):
    """What is to be delivered, as far as faults want to know."""

    @property
    def call(self) -> Subject:
        """What it is about."""

    @property
    def hook(self) -> Hook:
        """Where it goes."""

    @property
    def fields(self) -> Fields:
        """What it says."""

    @property
    def where(self) -> str:
        """The place at which faults strike it."""

    @property
    def overrides(self) -> Overrides:
        """How patient its sender is."""


@dataclass(eq=False)
class _Held:
    """A delivery that is kept back until its turn."""

    turn: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Deliveries:
    """Stands between the webhook client and the wire."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._windows: dict[tuple[str, str], list[_Held]] = {}

    @asynccontextmanager
    async def held(self, delivery: Delivery) -> AsyncIterator[None]:
        """Keep it back as `delay` and `reorder` say, before its sender counts the seconds."""
        fault = self._strike(delivery, HOLDING)
        if fault and fault.action == "delay":
            await self._network.clock.sleep(fault.value)
        if fault is None or fault.action == "delay":
            yield
            return
        held = self._queue(delivery, fault)
        try:
            await held.turn.wait()
            yield
        finally:
            held.gone.set()

    async def attempt[R](self, delivery: Delivery, send: Send[R]) -> R:
        """Send it once, unless a fault has it otherwise. Raises `Failed`."""
        signer = Signer.of(self._network.accounts[delivery.call.account])
        fault = self._strike(delivery, SENDING)
        told = delivery.call.sid, delivery.where
        first = self._network.delivered.setdefault(told, send)
        if fault is None:
            return await send(signer)
        if fault.action in ("drop", "status", "hang", "reset"):
            await self._lose(delivery, fault, send, signer)
        if fault.action == "duplicate":
            for _ in range(int(fault.value)):
                await _copy(send, signer)
        if fault.action == "stale":
            self._network.spawn(self._again(first, signer, fault.value))
        return await send(self._forger(delivery.call, signer, fault))

    def _strike(self, delivery: Delivery, actions: frozenset[str]) -> Fault | None:
        network, call = self._network, delivery.call
        if not network.faults.rules:
            return None
        fields, said = delivery.fields, "&".join(f"{k}={v}" for k, v in delivery.fields.items())
        about = (delivery.hook.url, call.sid, said, fields.get("To", ""), fields.get("From", ""))
        fault = network.faults.strike(delivery.where, *about, key=call.sid, actions=actions)
        if fault:
            network.timeline.record(
                "fault", call.sid, where=delivery.where, action=fault.action, rule=fault.id
            )
        return fault

    def _queue(self, delivery: Delivery, fault: Fault) -> _Held:
        """Meet others of the same call; the first of them opens the window."""
        window = fault.id, delivery.call.sid
        if window not in self._windows:
            self._windows[window] = []
            self._network.spawn(self._let_go(window, fault.value))
        self._windows[window].append(held := _Held())
        return held

    async def _let_go(self, window: tuple[str, str], seconds: float) -> None:
        await self._network.clock.sleep(seconds)
        for held in _in_another_order(self._windows.pop(window), "/".join(window)):
            held.turn.set()
            await held.gone.wait()

    async def _lose[R](
        self, delivery: Delivery, fault: Fault, send: Send[R], signer: Signer
    ) -> None:
        """It fails. The app has got it all the same where the fault says `placed`."""
        if fault.placed:
            await _copy(send, signer)
        url, seconds = delivery.hook.url, delivery.overrides.read_ms / 1000
        if fault.action == "drop":
            raise Failed(11205, url, "ct", "dropped by a fault")
        if fault.action == "status":
            raise _answered(url, fault)
        if fault.action == "hang":  # wall time, as every time limit of a request
            await asyncio.sleep(seconds)
        raise Failed(11200, url, "rt", f"{fault.action} by a fault")

    async def _again[R](self, send: Send[R], signer: Signer, seconds: float) -> None:
        await self._network.clock.sleep(seconds)
        with self._network.request():
            await _copy(send, signer)

    def _forger(self, call: Subject, signer: Signer, fault: Fault) -> Signer:
        if fault.action == "corrupt_signature":
            return signer.forged()
        if fault.action != "old_token":
            return signer
        in_force = self._network.accounts[call.account].tokens
        if len(in_force) > 1:
            return signer.by(in_force[1])
        # Nobody knows a token that is not in force any more: one that only its owner can make.
        return signer.by(hashlib.sha256(in_force[0].encode()).hexdigest()[:32]).forged()


async def _copy[R](send: Send[R], signer: Signer) -> None:
    """Send it without caring what becomes of it."""
    with suppress(Failed):
        await send(signer)


def _in_another_order(held: list[_Held], seed: str) -> list[_Held]:
    chance, shuffled = random.Random(seed), list(held)  # noqa: S311  repeatable is what we want
    while len(held) > 1 and shuffled == held:
        chance.shuffle(shuffled)
    return shuffled


async def before_fetch(network: Network, url: str) -> None:
    """What faults do to the fetch of a file that is played. Raises `Failed`."""
    fault = network.faults.strike("audio.fetch", url, key=url)
    if fault is None:
        return
    network.timeline.record(
        "fault", where="audio.fetch", action=fault.action, rule=fault.id, url=url
    )
    if fault.action == "delay":
        await network.clock.sleep(fault.value)
    elif fault.action == "drop":
        raise Failed(11205, url, "ct", "dropped by a fault")
    else:
        raise _answered(url, fault)


def _answered(url: str, fault: Fault) -> Failed:
    kind = "5xx" if fault.value >= SERVER_ERROR else "4xx"
    return Failed(11200, url, kind, f"answered {fault.value:g} by a fault")
