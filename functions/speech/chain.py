"""Which voice speaks: the first in order that does, and none that is known not to."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from functions.speech import ledger, store
from functions.speech.circuits import Circuit
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import NotFound, Rejected, Unavailable, VendorProblem
from shared.messages import ProbeVoice, RaiseAlert
from shared.ports import Clock, Files, Secrets, Speaker, Speech, Utterance

log = logging.getLogger(__name__)

NO_SUCH_VOICE = "voice_not_found"
"""ElevenLabs' word where a voice is not in the account (docs/errors)."""
SPARE = 0.1
"""Seconds kept for noting what came of it, so that a voice that hangs is known to hang."""


@dataclass(frozen=True)
class Studio:
    """What it takes to have a sentence spoken and kept. Twilio asks for it at `public_url`.

    `usual` are the voices that speak where nobody chose one.
    """

    clock: Clock
    speakers: tuple[Speaker, ...]
    files: Files
    secrets: Secrets
    public_url: str
    usual: frozenset[str] = frozenset()

    def url(self, key: str) -> str:
        """Where the audio with that key is played from."""
        return f"{self.public_url.rstrip('/')}/audio/{key}"

    @property
    def prices(self) -> dict[str, int]:
        """Micro-units for 1,000 characters, by speaker."""
        return {each.name: each.price for each in self.speakers}


@dataclass(frozen=True)
class Patience:
    """How many seconds there are, and whether somebody hears them pass."""

    seconds: float
    live: bool


@dataclass(frozen=True)
class Spoken:
    """Audio, and who spoke it."""

    by: Speaker
    speech: Speech

    @property
    def spent_micro(self) -> int:
        """What it cost, in micro-units."""
        return round(self.speech.characters * self.by.price / 1000)


async def speak(db: Database, studio: Studio, utterance: Utterance, patience: Patience) -> Spoken:
    """The audio of the first voice that speaks. Raises `Unavailable` where none does.

    A voice that failed is left alone, in all instances. When its rest is over, one request tries
    it: never one that a caller waits for.
    """
    until = asyncio.get_running_loop().time() + patience.seconds - SPARE
    asked = await _ready(db, studio, live=patience.live)
    for speaker in studio.speakers:
        left = until - asyncio.get_running_loop().time()
        if speaker.name not in asked or left <= 0:
            continue
        try:
            speech = await speaker.voice.speak(utterance, deadline=left)
        except VendorProblem as problem:
            if _is_gone(studio, utterance, problem):
                await _miss(db, studio, speaker, utterance.voice)
            else:
                await _failed(db, studio, speaker, problem)
            continue
        if asked[speaker.name].failures:
            await _worked(db, speaker)
        return Spoken(speaker, speech)
    raise Unavailable("No voice speaks just now", vendor="speech", code="no_voice")


async def probe(db: Database, studio: Studio, name: str, utterance: Utterance) -> bool:
    """Whether that voice speaks again. What it says is for nobody, and costs what it costs."""
    speaker = next((each for each in studio.speakers if each.name == name), None)
    if speaker is None:
        return False
    try:
        speech = await speaker.voice.speak(utterance, deadline=5)
    except VendorProblem as problem:
        await _failed(db, studio, speaker, problem)
        return False
    await _worked(db, speaker)
    spoken, day = Spoken(speaker, speech), studio.clock.now().date()
    async with db.transaction() as conn:
        await ledger.count_synthesis(conn, name, speech, spoken.spent_micro, day)
    return True


async def troubled(conn: Connection) -> list[Circuit]:
    """The voices that failed lately, and until when they are left alone."""
    known = (await store.circuits(conn)).values()
    return sorted((each for each in known if each.failures), key=lambda each: each.speaker)


async def try_now(conn: Connection, clock: Clock, name: str) -> Circuit:
    """Somebody has put right what was wrong with a voice: it is tried at once.

    Raises `NotFound` where nothing is known to be wrong with a voice of that name.
    """
    now = clock.now()
    if name not in await store.circuits(conn):
        raise NotFound("No voice of that name has had trouble.", name=name)
    circuit = await store.circuit_for_update(conn, name)
    if circuit.is_closed:
        return circuit
    tried = circuit.tried(now)
    await store.set_circuit(conn, tried)
    await outbox.put(conn, ProbeVoice.new(now, speaker=name))
    return tried


async def _ready(db: Database, studio: Studio, *, live: bool) -> dict[str, Circuit]:
    """The voices to ask, and how each has been doing. Those left alone are counted."""
    now = studio.clock.now()
    asked: dict[str, Circuit] = {}
    async with db.transaction() as conn:
        known = await store.circuits(conn)
        for speaker in studio.speakers:
            circuit = known.get(speaker.name, Circuit(speaker=speaker.name))
            due = circuit.is_due(now)
            if circuit.is_closed or (due and await _is_trial(conn, circuit, now, live=live)):
                asked[speaker.name] = circuit
            else:
                await ledger.count_fallback(conn, speaker.name, circuit.reason, now.date())
    return asked


async def _is_trial(conn: Connection, seen: Circuit, now: datetime, *, live: bool) -> bool:
    """Whether this request tries the voice. A caller's does not: another is sent for instead."""
    circuit = await store.circuit_for_update(conn, seen.speaker)
    if not circuit.is_due(now):
        return circuit.is_closed
    await store.set_circuit(conn, circuit.tried(now))
    if live:
        await outbox.put(conn, ProbeVoice.new(now, speaker=circuit.speaker))
    return not live


async def _worked(db: Database, speaker: Speaker) -> None:
    async with db.transaction() as conn:
        circuit = await store.circuit_for_update(conn, speaker.name)
        await store.set_circuit(conn, circuit.worked())


async def _failed(db: Database, studio: Studio, speaker: Speaker, problem: VendorProblem) -> None:
    now, code = studio.clock.now(), problem.code or "unknown"
    log.warning("voice %s did not speak: %s", speaker.name, code)
    async with db.transaction() as conn:
        await ledger.count_fallback(conn, speaker.name, code, now.date())
        before = await store.circuit_for_update(conn, speaker.name)
        after = before.failed(code, now, rejected=isinstance(problem, Rejected))
        if after != before:
            await store.set_circuit(conn, after)
        if after.alarms(before):
            await outbox.put(conn, _alert(after, now))


def _is_gone(studio: Studio, utterance: Utterance, problem: VendorProblem) -> bool:
    """Whether the voice that somebody chose is not there any more: all others still speak."""
    chosen = bool(studio.usual) and utterance.voice not in studio.usual
    return chosen and problem.code == NO_SUCH_VOICE


async def _miss(db: Database, studio: Studio, speaker: Speaker, voice: str) -> None:
    """The next one speaks instead, and people are told once a day."""
    now = studio.clock.now()
    about = uuid5(NAMESPACE_URL, f"voice:{speaker.name}:{voice}")
    async with db.transaction() as conn:
        is_first = await ledger.is_first_fallback(conn, f"{speaker.name} {voice}", now.date())
        await ledger.count_fallback(conn, f"{speaker.name} {voice}", NO_SUCH_VOICE, now.date())
        if is_first:
            text = f"The voice {voice}, which a campaign chose, is gone at {speaker.name}. "
            told = {"source": "speech", "subject_id": about, "what": "voice_gone"}
            said = f"{text}Choose another one in its words; the next voice speaks meanwhile."
            await outbox.put(conn, RaiseAlert.new(now, at=now, text=said, **told))


def _alert(circuit: Circuit, now: datetime) -> RaiseAlert:
    rest = "The next voice speaks meanwhile; it is tried again every few minutes"
    return RaiseAlert.new(
        now,
        at=now,
        source="speech",
        subject_id=uuid5(NAMESPACE_URL, f"voice:{circuit.speaker}"),
        what="voice_away",
        text=f"The voice {circuit.speaker} does not speak: {circuit.reason}. {rest}.",
    )
