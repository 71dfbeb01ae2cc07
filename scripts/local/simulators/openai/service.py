"""Answers each kind of request for one account, and lets it go wrong where a fault says so."""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import Request as Http
from fastapi import Response
from fastapi.responses import JSONResponse

from scripts.local.simulators.dripping import ACTIONS, Dripped, Unanswered, pieces_of
from scripts.local.simulators.faults import Fault, Faults
from scripts.local.simulators.faults.wire import broken
from scripts.local.simulators.heard import Heard
from scripts.local.simulators.latency import Latency
from scripts.local.simulators.openai import (
    chat,
    chunks,
    embeddings,
    events,
    mind,
    refusals,
    responses,
)
from scripts.local.simulators.openai.account import Account, tokens_of
from scripts.local.simulators.openai.chat import ChatRequest
from scripts.local.simulators.openai.embeddings import EmbeddingsRequest
from scripts.local.simulators.openai.kept import Kept
from scripts.local.simulators.openai.meaning import Meaning
from scripts.local.simulators.openai.responses import ResponsesRequest
from scripts.local.simulators.openai.scripted import Script
from scripts.local.simulators.openai.speech import SpeechRequest

CHUNK = 4096
USUALLY = {  # seconds until the first byte
    "oa.chat": Latency(median=0.9),
    "oa.responses": Latency(median=0.9),
    "oa.embeddings": Latency(median=0.12),
    "oa.speech": Latency(median=0.8),
}


class Asked(NamedTuple):
    """One request: where, what it says and may cost, and by which address it came."""

    where: str
    model: str
    text: str
    version: str
    http: Http
    tokens: int = 0


class Admitted(NamedTuple):
    """A request let in: what its answer is headed by, and the fault it suffers."""

    headers: dict[str, str]
    fault: Fault | None

    @property
    def action(self) -> str:
        """What goes wrong, if anything."""
        return self.fault.action if self.fault else ""


class Simulator:
    """The account's requests, by kind. `version` is the api-version, empty at the v1 address."""

    def __init__(self, account: Account, faults: Faults, heard: Heard) -> None:
        self.account, self.faults, self.heard = account, faults, heard
        self.meaning = Meaning(account.config.packages)
        self.script, self.kept = Script(), Kept()

    def reset(self) -> None:
        """Nothing used, nothing written, nothing stored."""
        self.account.reset()
        self.script.clear()
        self.kept.clear()

    async def chat(self, asked: ChatRequest, http: Http, version: str = "") -> Response:
        """A chat completion."""
        self._known(asked.model, self.account.config.language_models, version)
        question, text = asked.question(), asked.text()
        let_in = await self._begin(
            Asked("oa.chat", asked.model, text, version, http, asked.longest or 0)
        )
        reply = mind.answer(question, self.script.answer(question.lines), let_in.action)
        self.account.count(tokens_in=tokens_of(text), tokens_out=tokens_of(reply.written))
        if asked.stream:
            told = chunks.chunks(self.account, asked, reply, azure=bool(version))
            return _streamed(told, let_in)
        return _whole(chat.completion(self.account, asked, reply, azure=bool(version)), let_in)

    async def respond(self, asked: ResponsesRequest, http: Http, version: str = "") -> Response:
        """A response."""
        self._known(asked.model, self.account.config.language_models, version)
        before = self.kept.before(asked.previous_response_id)
        question, text = asked.question(before), asked.said(before)
        let_in = await self._begin(
            Asked("oa.responses", asked.model, text, version, http, asked.max_output_tokens or 0)
        )
        reply = mind.answer(question, self.script.answer(question.lines), let_in.action)
        self.account.count(tokens_in=tokens_of(text), tokens_out=tokens_of(reply.written))
        whole = responses.response(self.account, asked, reply, before)
        if asked.store is not False:
            self.kept.add(whole, (*before, *asked.items()))
        return _streamed(events.events(whole), let_in) if asked.stream else _whole(whole, let_in)

    async def embed(self, asked: EmbeddingsRequest, http: Http, version: str = "") -> Response:
        """Vectors."""
        self._known(asked.model, self.account.config.embedding_models, version)
        texts = asked.texts()
        let_in = await self._begin(
            Asked("oa.embeddings", asked.model, "\n".join(texts), version, http)
        )
        vectors, tokens = await asyncio.to_thread(self.meaning.embed, texts)
        self.account.count(texts_embedded=len(texts), tokens_in=tokens)
        return _whole(embeddings.body(asked, vectors, tokens), let_in)

    async def speak(self, asked: SpeechRequest, http: Http, version: str = "") -> Response:
        """Audio."""
        self._known(asked.model, self.account.config.speech_models, version)
        asked.check()
        let_in = await self._begin(Asked("oa.speech", asked.model, asked.input, version, http))
        self.account.count(characters_spoken=len(asked.input))
        audio = await asyncio.to_thread(asked.audio)
        self.heard.remember(audio, asked.input)
        told = list(asked.told(pieces_of(audio, CHUNK)))
        kind = asked.media_type
        return Dripped(told, let_in.fault, headers=let_in.headers, media_type=kind)

    def models(self) -> list[dict[str, Any]]:
        """The catalogue."""
        config, created = self.account.config, self.account.now()
        names = (*config.language_models, *config.embedding_models, *config.speech_models)
        entry = {"object": "model", "created": created, "owned_by": "simulator"}
        return [{"id": name, **entry} for name in names]

    async def _begin(self, asked: Asked) -> Admitted:
        """Let a request in. Raises `Refusal`, or `Unanswered` where the connection breaks."""
        tokens = tokens_of(asked.text) + asked.tokens
        headers = self.account.admit(tokens, model=asked.model, version=asked.version)
        self.account.count(requests=1)
        fault = self.faults.strike(asked.where, asked.text)
        _refuse(fault, asked)
        if fault and fault.action not in ACTIONS:
            end = await broken(fault, asked.http)
            if end is not None:
                raise Unanswered(end)
        if self.account.config.latency:
            usual, seed = USUALLY[asked.where], self.account.config.seed
            await self.account.clock.sleep(usual.drawn(seed, asked.where, asked.text))
        return Admitted(headers, fault)

    def _known(self, model: str, models: tuple[str, ...], version: str) -> None:
        if model not in models:
            raise refusals.no_model(model, bool(version))


def _refuse(fault: Fault | None, asked: Asked) -> None:
    """Raise the refusal a fault asks for, if it asks for one."""
    action = fault.action if fault else ""
    if fault and action == "status":
        raise refusals.broken(int(fault.value), fault.code)
    if fault and action == "throttle":
        raise refusals.too_many(fault.value, model=asked.model, version=asked.version)
    if action == "content_filter":
        raise refusals.filtered()


def _whole(body: dict[str, Any], let_in: Admitted) -> Response:
    answer = JSONResponse(body, headers=let_in.headers)
    if let_in.action not in ACTIONS:
        return answer
    pieces = pieces_of(bytes(answer.body), CHUNK)
    kind = "application/json"
    return Dripped(pieces, let_in.fault, headers=let_in.headers, media_type=kind)


def _streamed(told: Iterable[bytes], let_in: Admitted) -> Response:
    kind = "text/event-stream; charset=utf-8"
    return Dripped(list(told), let_in.fault, headers=let_in.headers, media_type=kind)
