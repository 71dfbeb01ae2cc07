"""Answers each kind of request for one account, and lets it go wrong where a rule says so."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request as Http
from fastapi import Response
from fastapi.responses import JSONResponse, StreamingResponse

from scripts.local.simulators import mishaps as rules
from scripts.local.simulators.mishaps import Mishaps
from scripts.local.simulators.openai import chat, embeddings, mind, responses
from scripts.local.simulators.openai.account import Account, Refusal, tokens_of
from scripts.local.simulators.openai.chat import ChatRequest
from scripts.local.simulators.openai.embeddings import EmbeddingsRequest
from scripts.local.simulators.openai.meaning import Meaning
from scripts.local.simulators.openai.responses import ResponsesRequest
from scripts.local.simulators.openai.speech import SpeechRequest


class Simulator:
    """The account's requests, by kind."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.mishaps = Mishaps((*mind.ACTIONS, *mind.TOOL_ACTIONS), seed=account.config.seed)
        self.meaning = Meaning(account.config.packages)

    async def chat(self, asked: ChatRequest, http: Http) -> Response:
        """A chat completion."""
        self._known(asked.model, self.account.config.language_models)
        headers, mishap, spoilt = await self._begin("oa.chat", asked.text(), http)
        if spoilt is not None:
            return spoilt
        reply = mind.answer(asked.question(), mishap)
        self._count(asked.text(), reply)
        if asked.stream:
            return _streamed(chat.chunks(self.account, asked, reply), headers)
        return JSONResponse(chat.completion(self.account, asked, reply), headers=headers)

    async def respond(self, asked: ResponsesRequest, http: Http) -> Response:
        """A response."""
        self._known(asked.model, self.account.config.language_models)
        headers, mishap, spoilt = await self._begin("oa.responses", asked.said(), http)
        if spoilt is not None:
            return spoilt
        reply = mind.answer(asked.question(), mishap)
        self._count(asked.said(), reply)
        if asked.stream:
            return _streamed(responses.events(self.account, asked, reply), headers)
        return JSONResponse(responses.response(self.account, asked, reply), headers=headers)

    async def embed(self, asked: EmbeddingsRequest, http: Http) -> Response:
        """Vectors."""
        self._known(asked.model, self.account.config.embedding_models)
        texts = asked.texts()
        headers, _, spoilt = await self._begin("oa.embeddings", "\n".join(texts), http)
        if spoilt is not None:
            return spoilt
        vectors, tokens = await asyncio.to_thread(self.meaning.embed, texts)
        self.account.count(texts_embedded=len(texts), tokens_in=tokens)
        return JSONResponse(embeddings.body(asked, vectors, tokens), headers=headers)

    async def speak(self, asked: SpeechRequest, http: Http) -> Response:
        """Audio."""
        self._known(asked.model, self.account.config.speech_models)
        asked.check()
        headers, _, spoilt = await self._begin("oa.speech", asked.input, http)
        if spoilt is not None:
            return spoilt
        self.account.count(characters_spoken=len(asked.input))
        audio = await asyncio.to_thread(asked.audio)
        return Response(audio, headers=headers, media_type=f"audio/{asked.response_format}")

    def models(self) -> dict[str, Any]:
        """The catalogue."""
        config, created = self.account.config, self.account.now()
        names = (*config.language_models, *config.embedding_models, *config.speech_models)
        entry = {"object": "model", "created": created, "owned_by": "simulator"}
        return {"object": "list", "data": [{"id": name, **entry} for name in names]}

    async def _begin(
        self, where: str, text: str, http: Http
    ) -> tuple[dict[str, str], str, Response | None]:
        headers = self.account.admit(tokens_of(text))
        self.account.count(requests=1)
        mishap = self.mishaps.strike(where, text)
        if mishap:
            mind.refuse(mishap.action, mishap.status, mishap.code, mishap.retry_after)
        spoilt = await rules.suffer(mishap, http)
        return headers, mishap.action if mishap else "", spoilt

    def _known(self, model: str, models: tuple[str, ...]) -> None:
        if model not in models:
            message = f"The model or deployment '{model}' does not exist; there is {list(models)}."
            raise Refusal(404, message, code="DeploymentNotFound", param="model")

    def _count(self, text: str, reply: mind.Reply) -> None:
        written = tokens_of(reply.text + reply.arguments)
        self.account.count(tokens_in=tokens_of(text), tokens_out=written)


def _streamed(events: AsyncIterator[str], headers: dict[str, str]) -> Response:
    return StreamingResponse(events, headers=headers, media_type="text/event-stream")
