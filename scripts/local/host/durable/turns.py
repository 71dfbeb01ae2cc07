"""One turn of an orchestration: new events in, one call of its code, new work out."""

import json
import logging
import sqlite3
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from scripts.local.host.durable import instances, orchestrator_call
from scripts.local.host.durable.calls import Calls, Functions, Refused, missing
from scripts.local.host.durable.effects import Effects
from scripts.local.host.durable.events import Event, Kind, as_past, event, text, written
from scripts.local.host.durable.histories import Histories
from scripts.local.host.durable.inbox import Inbox, Message
from scripts.local.host.durable.instances import Instance
from scripts.local.host.durable.orchestrator_call import State
from scripts.local.host.durable.replay import NonDeterministic, Outcome, Replay
from scripts.local.host.runtime import InvocationFailed, Runtime
from shared.ports import Clock

log = logging.getLogger("host.durable")

STATE_CHANGES = frozenset({Kind.SUSPENDED, Kind.RESUMED})


@dataclass
class Turn:
    """What one turn works on."""

    instance: Instance
    read: list[Message]
    now: datetime
    events: list[Event]
    texts: list[str]

    def find(self, kind: Kind) -> Event | None:
        return next((each for each in self.events if each["EventType"] == kind), None)


class Turns:
    """Takes the turns of the orchestrations of one app."""

    def __init__(
        self,
        db: sqlite3.Connection,
        runtime: Runtime,
        clock: Clock,
        functions: Functions,
        effects: Effects,
    ) -> None:
        self._db, self._runtime, self._clock = db, runtime, clock
        self._functions, self._effects = functions, effects
        self._inbox: Inbox = effects.inbox
        self._histories = Histories(db)

    async def take(self, instance_id: str) -> None:
        """Read what has come for the instance, and let its code go on with it.

        All that follows is written in one transaction, at the end.
        """
        turn = self._begin(instance_id)
        if turn is None:
            return
        try:
            await self._take(turn)
        except BaseException:
            self._histories.forget(instance_id)
            raise

    async def _take(self, turn: Turn) -> None:
        ended = turn.find(Kind.EXECUTION_TERMINATED)
        if ended is not None:
            self._terminate(turn, ended)
        elif self._is_suspended(turn):
            self._wait_for_resumption(turn)
        elif turn.events:
            await self._go_on(turn)

    def _begin(self, instance_id: str) -> Turn | None:
        """Messages of an older generation, and those for nobody, are dropped."""
        instance, read = instances.of_id(self._db, instance_id), self._inbox.unread(instance_id)
        if instance and instance.status == "Suspended" and _resumed(read):
            self._inbox.release(instance_id)
            read = self._inbox.unread(instance_id)
        if instance is None or instance.is_over:
            self._inbox.remove(read)
            return None
        ours = [each for each in read if each.execution_id in (None, instance.execution_id)]
        texts = [each.body for each in ours]
        events = [json.loads(each) for each in texts]
        if not ours:
            self._inbox.remove(read)
            return None
        return Turn(instance, read, self._clock.now(), events, texts)

    def _is_suspended(self, turn: Turn) -> bool:
        changes = [each["EventType"] for each in turn.events if each["EventType"] in STATE_CHANGES]
        if not changes:
            return turn.instance.status == "Suspended"
        return bool(changes[-1] == Kind.SUSPENDED)

    def _wait_for_resumption(self, turn: Turn) -> None:
        """Keep everything but the change itself, which belongs to the history."""
        changes = [
            (each, its_event, its_text)
            for each, its_event, its_text in self._ours(turn)
            if its_event["EventType"] in STATE_CHANGES
        ]
        with self._effects.transaction():
            self._inbox.remove([each for each, _, _ in changes])
            self._inbox.hold(turn.instance.id)
            self._remember(turn, [each for _, each, _ in changes], [each for _, _, each in changes])
            instances.set_status(self._db, turn.instance.id, "Suspended", at=written(turn.now))

    def _ours(self, turn: Turn) -> list[tuple[Message, Event, str]]:
        mine = [m for m in turn.read if m.execution_id in (None, turn.instance.execution_id)]
        return list(zip(mine, turn.events, turn.texts, strict=True))

    def _terminate(self, turn: Turn, termination: Event) -> None:
        """Activities that run, and sub-orchestrations, run on: termination does not propagate.

        https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-instance-management#terminate-instances
        """
        with self._effects.transaction():
            self._remember(turn, [termination], [text(termination)])
            self._finish(turn, "Terminated", termination.get("Input"), turn.instance.custom_status)

    async def _go_on(self, turn: Turn) -> None:
        started = event(Kind.ORCHESTRATOR_STARTED, turn.now)
        turn.events.insert(0, started)
        turn.texts.insert(0, text(started))
        past = self._histories.of(turn.instance)
        try:
            state = await self._call(turn, past.texts)
            calls = self._calls(turn.instance)
            outcome = Replay(calls, turn.now).run(state.actions, past.events + turn.events)
        except (InvocationFailed, NonDeterministic, Refused) as problem:
            state, outcome = State(error=_told(problem)), Outcome(reached_the_end=True)
            log.error("orchestration %s: %s", turn.instance.id, state.error)  # noqa: TRY400
        else:
            state = _with_name(state, turn.instance.name)
        with self._effects.transaction():
            self._write(turn, state, outcome)

    async def _call(self, turn: Turn, past: list[str]) -> State:
        function = self._functions.orchestrators.get(turn.instance.name.lower())
        if function is None:
            known = self._functions.orchestrators
            raise Refused(missing(turn.instance.name, "orchestrator", known))
        return await orchestrator_call.call(
            self._runtime, function, turn.instance, past, turn.texts
        )

    def _calls(self, instance: Instance) -> Calls:
        return Calls(self._functions, instance.id, instance.execution_id, instance.parent_id)

    def _write(self, turn: Turn, state: State, outcome: Outcome) -> None:
        custom = turn.instance.custom_status
        if state.custom_status is not None:
            custom = json.dumps(state.custom_status)
        over = outcome.reached_the_end and (state.error is not None or state.is_done)
        if over and state.error is None and outcome.continues:
            self._continue_as_new(turn, outcome, custom)
            return
        wanted = [each for each in outcome.new if not over or each["EventType"] == Kind.EVENT_SENT]
        self._effects.apply(turn.instance, wanted, outcome.cancelled)
        self._remember(turn, turn.events + outcome.new, turn.texts + [text(e) for e in outcome.new])
        if not over:
            self._rest(turn, custom)
        elif state.error is not None:
            self._finish(turn, "Failed", state.error, custom)
        else:
            self._finish(turn, "Completed", json.dumps(state.output), custom)

    def _rest(self, turn: Turn, custom: str | None) -> None:
        done = event(Kind.ORCHESTRATOR_COMPLETED, turn.now)
        self._remember(turn, [done], [text(done)])
        self._inbox.remove(turn.read)
        instances.put(
            self._db,
            replace(
                turn.instance,
                status="Running",
                custom_status=custom,
                updated_at=written(turn.now),
            ),
        )

    def _continue_as_new(self, turn: Turn, outcome: Outcome, custom: str | None) -> None:
        """A new generation with an empty history: what the old one still waits for is void.

        Events the old one read without waiting for them are lost, as they are with SDK 1.x
        (https://github.com/Azure/azure-functions-durable-python/issues/331); those that came after
        the call are carried over.
        """
        self._effects.apply(turn.instance, [e for e in outcome.new if _is_signal(e)], [])
        self._inbox.remove(turn.read)
        self._effects.forget_work(turn.instance.id)
        instances.forget_history(self._db, turn.instance.id)
        self._histories.forget(turn.instance.id)
        renewed = replace(
            turn.instance,
            status="Running",
            input=json.dumps(outcome.continued_with),
            custom_status=custom,
            updated_at=written(turn.now),
            execution_id=uuid.uuid4().hex,
        )
        self._effects.begin(renewed, turn.now)
        for carried in outcome.carried:
            self._inbox.send(renewed.id, text(carried))

    def _finish(self, turn: Turn, status: str, output: str | None, custom: str | None) -> None:
        ending = event(
            Kind.EXECUTION_COMPLETED, turn.now, OrchestrationStatus=status, Result=output
        )
        self._remember(turn, [ending], [text(ending)])
        over = replace(
            turn.instance,
            status=status,
            output=output,
            custom_status=custom,
            updated_at=written(turn.now),
        )
        instances.put(self._db, over)
        self._inbox.empty(over.id)
        self._effects.forget_work(over.id)
        self._effects.tell_parent(over, turn.now)
        self._histories.forget(over.id)

    def _remember(self, turn: Turn, events: list[Event], texts: list[str]) -> None:
        past = self._histories.of(turn.instance)
        played = [as_past(each) for each in texts]
        instances.append(self._db, turn.instance.id, len(past.texts), played)
        past.add(events, played)


def _resumed(read: list[Message]) -> bool:
    kinds = (json.loads(each.body)["EventType"] for each in read)
    changes = [kind for kind in kinds if kind in STATE_CHANGES]
    return bool(changes and changes[-1] == Kind.RESUMED)


def _is_signal(each: Event) -> bool:
    return bool(each["EventType"] == Kind.EVENT_SENT)


def _told(problem: Exception) -> str:
    return problem.error if isinstance(problem, InvocationFailed) else str(problem)


def _with_name(state: State, name: str) -> State:
    if state.error is None:
        return state
    return replace(state, error=f"Orchestrator function '{name}' failed: {state.error}")
