"""Replays what an orchestrator asked for against its history, as the Durable extension does.

The SDK answers every turn with all actions so far, in the order in which it waited for them. The
extension runs them through DTFx once more, and DTFx numbers them, keeps the retries and finds out
which are new. This does the same:
https://github.com/Azure/azure-functions-durable-extension/blob/dev/src/WebJobs.Extensions.DurableTask/Listener/OutOfProcOrchestrationShim.cs
https://github.com/Azure/durabletask/blob/main/src/DurableTask.Core/TaskOrchestrationContext.cs
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.local.host.durable import entity_messages
from scripts.local.host.durable.actions import Action, Wish
from scripts.local.host.durable.calls import Calls, Refused
from scripts.local.host.durable.events import Event, Kind, event, read
from scripts.local.host.durable.retries import Retries, again
from scripts.local.host.durable.tasks import Task, all_of, any_of, ended

NUMBERED = frozenset(
    {Kind.TASK_SCHEDULED, Kind.SUB_ORCHESTRATION_CREATED, Kind.TIMER_CREATED, Kind.EVENT_SENT}
)
_ENDINGS = {
    Kind.TASK_COMPLETED: ("TaskScheduledId", False),
    Kind.TASK_FAILED: ("TaskScheduledId", True),
    Kind.SUB_ORCHESTRATION_COMPLETED: ("TaskScheduledId", False),
    Kind.SUB_ORCHESTRATION_FAILED: ("TaskScheduledId", True),
    Kind.TIMER_FIRED: ("TimerId", False),
}


class NonDeterministic(Exception):
    """The orchestrator's code asks for something else than it did when the history was written."""


@dataclass
class Outcome:
    """What a turn comes to: new events, and what of the actions has been waited for."""

    new: list[Event] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    carried: list[Event] = field(default_factory=list)
    continued_with: str | None = None
    continues: bool = False
    reached_the_end: bool = False


class Replay:
    """One replay of one orchestration. Use it once."""

    def __init__(self, calls: Calls, now: datetime) -> None:
        self._calls, self._now = calls, now
        self._clock = now
        self._number = 0
        self._asked: dict[int, Event] = {}
        self._open: dict[int, Task] = {}
        self._waiters: dict[str, list[Task]] = {}
        self._buffered: dict[str, int] = {}
        self._todo: Iterator[Action] = iter(())
        self._outcome = Outcome()
        self._starts: dict[int, Callable[[Action], Task]] = {
            Wish.ACTIVITY: self._activity,
            Wish.RETRIED_ACTIVITY: lambda action: self._retried(self._activity, action),
            Wish.SUB_ORCHESTRATION: self._sub_orchestration,
            Wish.RETRIED_SUB_ORCHESTRATION: lambda action: self._retried(
                self._sub_orchestration, action
            ),
            Wish.CONTINUE_AS_NEW: self._continue_as_new,
            Wish.TIMER: self._timer,
            Wish.EXTERNAL_EVENT: self._external_event,
            Wish.ENTITY: lambda action: self._entity(action, signal=False),
            Wish.HTTP: self._http,
            Wish.SIGNAL: lambda action: self._entity(action, signal=True),
            Wish.ANY: lambda action: any_of(self._compound(action)),
            Wish.ALL: lambda action: all_of(self._compound(action)),
        }

    def run(self, actions: Sequence[Action], history: Iterable[Event]) -> Outcome:
        """Raises `NonDeterministic`, or `Refused` for an action that cannot be."""
        self._todo = iter(actions)
        recorded: set[int] = set()
        for each in history:
            kind = each["EventType"]
            if kind in NUMBERED:
                self._recognise(each)
                recorded.add(each["EventId"])
            else:
                self._play(kind, each)
        new = (asked for number, asked in self._asked.items() if number not in recorded)
        self._outcome.new.extend(new)
        return self._outcome

    def _play(self, kind: int, each: Event) -> None:
        if kind == Kind.ORCHESTRATOR_STARTED:
            self._clock = read(each["Timestamp"])
        elif kind == Kind.EXECUTION_STARTED:
            self._go_on()
        elif kind in _ENDINGS:
            key, failed = _ENDINGS[Kind(kind)]
            task = self._open.pop(each[key], None)
            if task is not None:
                task.end(failed=failed)
        elif kind == Kind.EVENT_RAISED:
            self._raise(each)

    def _recognise(self, recorded: Event) -> None:
        """DTFx compares number, kind and name, and no arguments."""
        asked = self._asked.get(recorded["EventId"])
        then = f"{_named(recorded)} with sequence number {recorded['EventId']}"
        if asked is None:
            now = "does not ask for it"
        elif _identity(asked) != _identity(recorded):
            now = f"asks for {_named(asked)} in its place"
        else:
            return
        raise NonDeterministic(
            f"Non-Deterministic workflow detected: a previous execution of this orchestration "
            f"asked for {then}, but the current replay {now}. Was a change made to the "
            "orchestrator code after this instance had already started running?"
        )

    def _go_on(self) -> None:
        """Await action after action. A loop, because a thousand may be over already."""
        for action in self._todo:
            task = self._start(action)
            if not task.over:
                task.then(lambda _: self._go_on())
                return
        self._outcome.reached_the_end = True

    def _start(self, action: Action) -> Task:
        start = self._starts.get(action["actionType"])
        if start is None:
            raise Refused(f"The orchestrator asks for an unknown action: {action['actionType']}")
        return start(action)

    def _ask(self, kind: Kind, **fields: Any) -> Task:
        number, task = self._number, Task()
        self._number += 1
        self._asked[number] = event(kind, self._now, number, **fields)
        self._open[number] = task
        return task

    def _activity(self, action: Action) -> Task:
        name = self._calls.activity(action["functionName"])
        return self._ask(Kind.TASK_SCHEDULED, Name=name, Version="", Input=action.get("input"))

    def _sub_orchestration(self, action: Action) -> Task:
        name, wanted = self._calls.sub_orchestration(action)
        return self._ask(
            Kind.SUB_ORCHESTRATION_CREATED,
            Name=name,
            Version=action.get("version") or "",
            InstanceId=wanted or f"{self._calls.execution_id}:{self._number}",
            Input=action.get("input"),
        )

    def _retried(self, start: Callable[[Action], Task], action: Action) -> Task:
        return again(
            lambda: start(action),
            lambda at: self._ask(Kind.TIMER_CREATED, FireAt=at),
            Retries.model_validate(action["retryOptions"]),
            lambda: self._clock,
        )

    def _timer(self, action: Action) -> Task:
        number = self._number
        task = self._ask(Kind.TIMER_CREATED, FireAt=action["fireAt"])
        if action.get("isCanceled"):
            self._outcome.cancelled.append(number)
            del self._open[number]
            task.end(failed=True)
        return task

    def _external_event(self, action: Action) -> Task:
        """Of several waits for one name the youngest is served first: the extension's stack."""
        name, task = action["externalEventName"].lower(), Task()
        if self._buffered.get(name):
            self._buffered[name] -= 1
            task.end()
        else:
            self._waiters.setdefault(name, []).append(task)
        return task

    def _raise(self, raised: Event) -> None:
        name = raised["Name"].lower()
        if self._outcome.continues:
            self._outcome.carried.append(raised)
        elif waiters := self._waiters.get(name):
            waiters.pop().end()
        else:
            self._buffered[name] = self._buffered.get(name, 0) + 1

    def _entity(self, action: Action, *, signal: bool) -> Task:
        request = entity_messages.request(self._calls, action, self._number, signal=signal)
        self._calls.entity(action["instanceId"])
        self._ask(
            Kind.EVENT_SENT, InstanceId=action["instanceId"], Name="op", Input=request.text()
        ).end()
        del self._open[self._number - 1]
        answer = Task()
        if signal:
            return ended()
        self._waiters.setdefault(request.id, []).append(answer)
        return answer

    def _http(self, action: Action) -> Task:
        name, given = self._calls.http(action["httpRequest"])
        return self._ask(Kind.TASK_SCHEDULED, Name=name, Version="", Input=given)

    def _continue_as_new(self, action: Action) -> Task:
        self._outcome.continues = True
        self._outcome.continued_with = action.get("input")
        return ended()

    def _compound(self, action: Action) -> list[Task]:
        return [self._start(each) for each in action["compoundActions"]]


def _identity(each: Event) -> tuple[int, str]:
    return int(each["EventType"]), str(each.get("Name", "")).lower()


def _named(each: Event) -> str:
    kind, name = Kind(each["EventType"]), each.get("Name")
    what = {
        Kind.TASK_SCHEDULED: "an activity task",
        Kind.SUB_ORCHESTRATION_CREATED: "a sub-orchestration task",
        Kind.TIMER_CREATED: "a timer task",
        Kind.EVENT_SENT: "a send event task",
    }[kind]
    return f"{what} named '{name}'" if name else what
