"""What turns cause outside their own orchestration: work, timers, children, messages."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from scripts.local.host.durable import instances
from scripts.local.host.durable.events import Event, Kind, event, read, text, written
from scripts.local.host.durable.inbox import Inbox
from scripts.local.host.durable.instances import Instance, Parent
from scripts.local.host.durable.options import Options
from scripts.local.host.durable.store import transaction
from scripts.local.host.durable.work import Job, Work


class Effects:
    """Writes effects to the store, and sets off after the commit what waits in memory."""

    def __init__(
        self,
        db: sqlite3.Connection,
        inbox: Inbox,
        work: Work,
        options: Options,
        wake: Callable[[], None],
    ) -> None:
        self.inbox, self._work = inbox, work
        self._db, self._options, self._wake = db, options, wake
        self._jobs: list[Job] = []
        self._forgotten: list[str] = []
        self._ways: dict[int, Callable[[Instance, Event], None]] = {
            Kind.TASK_SCHEDULED: self._schedule,
            Kind.TIMER_CREATED: self._set_timer,
            Kind.SUB_ORCHESTRATION_CREATED: self._start_child,
            Kind.EVENT_SENT: self._send,
        }

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written at once; only then does its work begin."""
        self._jobs, self._forgotten = [], []
        with transaction(self._db):
            yield
        for instance_id in self._forgotten:
            self._work.drop_waiting(instance_id)
        self._work.release(self._jobs)
        self._wake()

    def apply(self, of: Instance, asked: Iterable[Event], cancelled: Iterable[int]) -> None:
        """Do what an orchestration asked for the first time this turn."""
        void = set(cancelled)
        self.inbox.cancel_timers(of.id, of.execution_id, void)
        for each in asked:
            if each["EventId"] not in void:
                self._ways[each["EventType"]](of, each)

    def _schedule(self, of: Instance, asked: Event) -> None:
        call = (asked["Name"], asked["Input"])
        self._jobs.append(self._work.add(of.id, of.execution_id, asked["EventId"], call))

    def _set_timer(self, of: Instance, asked: Event) -> None:
        at, number = read(asked["FireAt"]), asked["EventId"]
        fired = event(Kind.TIMER_FIRED, at, TimerId=number, FireAt=asked["FireAt"])
        self.inbox.send(
            of.id, text(fired), execution_id=of.execution_id, due_at=written(at), timer=number
        )

    def _start_child(self, of: Instance, asked: Event) -> None:
        at, parent = read(asked["Timestamp"]), Parent(of.id, of.execution_id, asked["EventId"])
        child = self.new(asked["Name"], asked["InstanceId"], json.dumps(asked["Input"]), at)
        if self.start(child, at, parent=parent, version=asked["Version"]):
            return
        reason = f"An orchestration instance with the id '{child.id}' is already running."
        self._answer(parent, Kind.SUB_ORCHESTRATION_FAILED, at, Reason=reason, Details="")

    def _send(self, of: Instance, asked: Event) -> None:
        self.inbox.send(asked["InstanceId"], asked["Input"])

    def new(self, name: str, instance_id: str, given: str | None, now: datetime) -> Instance:
        """An instance that has not been started. `given` is its input as JSON."""
        return Instance(
            id=instance_id,
            name=name,
            version=self._options.default_version,
            status="Pending",
            input=given,
            output=None,
            custom_status=None,
            created_at=written(now),
            updated_at=written(now),
            execution_id=uuid.uuid4().hex,
        )

    def start(
        self, new: Instance, now: datetime, *, parent: Parent | None = None, version: str = ""
    ) -> bool:
        """Start it in place of a former one of its id: false where that one may not be replaced.

        https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-singletons
        """
        former = instances.of_id(self._db, new.id)
        if former and not former.is_over and not self._may_replace_running:
            return False
        instances.purge(self._db, [new.id])
        self._forgotten.append(new.id)
        self.begin(_with(new, parent, version), now)
        return True

    @property
    def _may_replace_running(self) -> bool:
        return self._options.overridable_existing_instance_states == "AnyState"

    def begin(self, instance: Instance, now: datetime) -> None:
        """Let a generation of an orchestration begin."""
        instances.put(self._db, instance)
        started = event(
            Kind.EXECUTION_STARTED,
            now,
            Name=instance.name,
            Version=instance.version,
            Input=instance.input,
            Tags=None,
            OrchestrationInstance={
                "InstanceId": instance.id,
                "ExecutionId": instance.execution_id,
            },
            ParentInstance=_parent_of(instance),
        )
        self.inbox.send(instance.id, text(started), execution_id=instance.execution_id)

    def tell_parent(self, over: Instance, now: datetime) -> None:
        """An orchestration's end is its parent's result."""
        if over.parent is None:
            return
        if over.status == "Completed":
            self._answer(over.parent, Kind.SUB_ORCHESTRATION_COMPLETED, now, Result=over.output)
        else:
            reason = over.output or over.status
            self._answer(over.parent, Kind.SUB_ORCHESTRATION_FAILED, now, Reason=reason, Details="")

    def _answer(self, parent: Parent, kind: Kind, now: datetime, **fields: Any) -> None:
        answer = event(kind, now, TaskScheduledId=parent.task, **fields)
        self.inbox.send(parent.id, text(answer), execution_id=parent.execution_id)

    def forget_work(self, instance_id: str) -> None:
        self._work.forget(instance_id)
        self._forgotten.append(instance_id)


def _with(new: Instance, parent: Parent | None, version: str) -> Instance:
    changed = replace(new, version=version or new.version)
    if parent is None:
        return changed
    return replace(
        changed,
        parent_id=parent.id,
        parent_execution_id=parent.execution_id,
        parent_task=parent.task,
    )


def _parent_of(instance: Instance) -> dict[str, object] | None:
    if instance.parent is None:
        return None
    parent = instance.parent
    known = {"InstanceId": parent.id, "ExecutionId": parent.execution_id}
    return {"OrchestrationInstance": known, "TaskScheduleId": parent.task}
