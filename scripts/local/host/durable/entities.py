"""Runs entities: batches of operations, one batch at a time for each entity."""

import json
import logging
import sqlite3
from typing import Any

from scripts.local.host.durable import entity_messages, entity_states
from scripts.local.host.durable.calls import Functions, missing
from scripts.local.host.durable.effects import Effects
from scripts.local.host.durable.entity_messages import Request
from scripts.local.host.durable.entity_states import EntityState
from scripts.local.host.durable.events import Kind, event, text, written
from scripts.local.host.durable.inbox import Message
from scripts.local.host.durable.options import Options
from scripts.local.host.runtime import InvocationFailed, Runtime
from shared.ports import Clock

log = logging.getLogger("host.durable")

type Answers = list[tuple[str | None, bool]]


class Entities:
    """Takes the batches of the entities of one app."""

    def __init__(
        self,
        db: sqlite3.Connection,
        runtime: Runtime,
        clock: Clock,
        functions: Functions,
        effects: Effects,
        options: Options,
    ) -> None:
        self._db, self._runtime, self._clock = db, runtime, clock
        self._functions, self._effects = functions, effects
        self._batch_size = options.max_entity_operation_batch_size

    async def take(self, entity_id: str) -> None:
        """Run what waits, and write state and answers in one transaction."""
        messages = self._effects.inbox.unread(entity_id, limit=self._batch_size)
        if not messages:
            return
        requests = [Request.model_validate_json(each.body) for each in messages]
        former = entity_states.of_id(self._db, entity_id)
        try:
            state, answers = await self._run(entity_id, former, requests)
        except InvocationFailed as failure:
            log.error("entity %s: %s", entity_id, failure.error)  # noqa: TRY400
            state, answers = former, [(json.dumps(failure.error), True)] * len(requests)
        self._write(entity_id, messages, state, list(zip(requests, answers, strict=True)))

    async def _run(
        self, entity_id: str, former: EntityState | None, requests: list[Request]
    ) -> tuple[EntityState | None, Answers]:
        _, name, key = entity_id.split("@", 2)
        function = self._functions.entities.get(name)
        if function is None:
            raise InvocationFailed(missing(name, "entity", self._functions.entities))
        context = {
            "self": {"name": name, "key": key},
            "exists": former is not None,
            "state": former.state if former else None,
            "batch": [
                {"name": each.operation, "input": each.input, "isSignal": each.signal}
                for each in requests
            ],
        }
        answer, _ = await self._runtime.invoke(
            function, self._runtime.datum("string", json.dumps(context))
        )
        if answer is None:
            raise InvocationFailed("The function returned nothing: is it an entity?")
        result = json.loads(answer.value)
        return self._read(json.loads(result) if isinstance(result, str) else result)

    def _read(self, result: dict[str, Any]) -> tuple[EntityState | None, Answers]:
        state = None
        if result["entityExists"]:
            state = EntityState(result["entityState"], written(self._clock.now()))
        return state, [(each["result"], bool(each["isError"])) for each in result["results"]]

    def _write(
        self,
        entity_id: str,
        messages: list[Message],
        state: EntityState | None,
        answered: list[tuple[Request, tuple[str | None, bool]]],
    ) -> None:
        with self._effects.transaction():
            self._effects.inbox.remove(messages)
            entity_states.put(self._db, entity_id, state)
            for request, (result, failed) in answered:
                if request.parent and not request.signal:
                    self._answer(request, entity_messages.answer(result, failed=failed))
        self._effects.inbox.ready[entity_id] = None

    def _answer(self, request: Request, answer: str) -> None:
        raised = event(Kind.EVENT_RAISED, self._clock.now(), Name=request.id, Input=answer)
        self._effects.inbox.send(
            request.parent or "", text(raised), execution_id=request.parent_execution
        )
