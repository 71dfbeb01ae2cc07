"""Speaks for the account: one generation from what was asked to audio that is paid for."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from scripts.local.simulators import engine, tones
from scripts.local.simulators.dripping import Unanswered
from scripts.local.simulators.elevenlabs.account import Account, Voice
from scripts.local.simulators.elevenlabs.asked import SpeechRequest, StreamOptions
from scripts.local.simulators.elevenlabs.audio import Rendering, rate_of, render
from scripts.local.simulators.elevenlabs.history import History, Item
from scripts.local.simulators.elevenlabs.models import Model
from scripts.local.simulators.elevenlabs.pronunciation import Dictionaries
from scripts.local.simulators.elevenlabs.refusals import ON_PURPOSE, Refusal
from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.wire import broken
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.latency import Latency
from scripts.local.simulators.sound import Sound

WHERE = "el.tts"
TONES_RATE = 22_050  # Hz; making more tones takes long and sounds no better


@dataclass(frozen=True)
class Take:
    """One generation. `normalized` is the text as it was spoken; `done` frees its place."""

    text: str
    normalized: str
    sound: Sound
    rendering: Rendering
    headers: dict[str, str]
    fault: Fault | None
    done: Callable[[], object]


@dataclass
class Studio:
    """Where the account's voices speak."""

    account: Account
    faults: Faults
    heard: Heard
    history: History
    dictionaries: Dictionaries

    async def take(
        self, voice_id: str, wanted: SpeechRequest, options: StreamOptions, http: Request
    ) -> Take:
        """Speak. Raises `Refusal`, or `Unanswered` where the connection is broken on purpose."""
        voice, model, form = self.account.voice(voice_id), wanted.model(), options.output_format
        self.account.config.plan.check(form)
        text = self.dictionaries.applied(
            wanted.text, wanted.pronunciation_dictionary_locators or []
        )
        fault = self.faults.strike(WHERE, wanted.text)
        _refuse(fault)
        with contextlib.ExitStack() as place:
            place.enter_context(self.account.turn(model))
            headers = self._headers(model, wanted)
            await self._wait(fault, model, wanted, http)
            charge = self.account.charge(len(wanted.text), voice, model)
            sound = await asyncio.to_thread(self._sound, text, voice, wanted, rate_of(form))
            rendering = await asyncio.to_thread(render, sound, form, wanted.text)
            done = place.pop_all().close
        self.heard.remember(rendering.content, wanted.text)
        if options.enable_logging:
            unix = int(self.account.clock.now().timestamp())
            number, request = headers["history-item-id"], headers["request-id"]
            self.history.add(Item(number, request, voice, wanted, form, rendering, charge, unix))
        return Take(wanted.text, text, sound, rendering, headers, fault, done)

    def _headers(self, model: Model, wanted: SpeechRequest) -> dict[str, str]:
        return {
            "request-id": self.account.new_id(),
            "history-item-id": self.account.new_id(),
            "character-cost": str(len(wanted.text)),
            "current-concurrent-requests": str(self.account.now(model)),
            "maximum-concurrent-requests": str(self.account.most(model)),
            "x-trace-id": self.account.new_id(),
            "x-region": self.account.config.region,
        }

    async def _wait(
        self, fault: Fault | None, model: Model, wanted: SpeechRequest, http: Request
    ) -> None:
        if fault and fault.action != "cut":  # that one breaks off in the middle of the audio
            spoilt = await broken(fault, http)
            if spoilt is not None:
                raise Unanswered(spoilt)
        if self.account.config.latency:
            usual = Latency(median=model.seconds)
            drawn = usual.drawn(self.account.config.seed, model.id, wanted.text)
            await self.account.clock.sleep(drawn)

    def _sound(self, text: str, voice: Voice, wanted: SpeechRequest, rate: int) -> Sound:
        if self.account.config.audible:
            language = wanted.language_code or voice.language
            return engine.said(text, language, voice.timbre, wanted.speed)
        made = tones.speak(text, voice=voice.id, rate=min(rate, TONES_RATE), speed=wanted.speed)
        return made.at(rate)


def _refuse(fault: Fault | None) -> None:
    """Raise the refusal a fault asks for, if it asks for one."""
    refusal = ON_PURPOSE.get(fault.action) if fault else None
    if refusal:
        raise refusal()
    if fault and fault.action == "status":
        raise Refusal(int(fault.value), fault.code or "internal_error", "As the fault says.")
