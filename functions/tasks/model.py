"""What has to be done before a ticket is solved."""

from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared.value import Instant, Storable, Value

Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), Storable
]
Person = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable
]


class NewTask(Value):
    """Something to do. A mandatory one keeps its ticket from being resolved."""

    title: Title
    mandatory: bool = False
    assignee: Person | None = None


class Task(NewTask):
    """Something to do on a ticket, in its place, and who has done it."""

    id: UUID
    ticket_id: UUID
    place: int
    done_by: str | None = None
    done_at: Instant | None = None
    version: int = 1


class TaskEdit(Value):
    """What shall be different; what is not given stays."""

    title: Title | None = None
    mandatory: bool | None = None
    assignee: Person | None = None
    place: int | None = Field(default=None, ge=0, le=10_000)
    done: bool | None = None

    @model_validator(mode="after")
    def _only_the_assignee_can_be_taken_away(self) -> Self:
        for name in self.model_fields_set - {"assignee"}:
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null: leave it out to keep it")
        return self


def edited(task: Task, edit: TaskEdit, actor: str, now: Instant) -> Task:
    """The task after an edit. Ticked again, it stays with whoever did it first."""
    given = {name: getattr(edit, name) for name in edit.model_fields_set - {"done"}}
    if edit.done is not None and edit.done != (task.done_by is not None):
        given |= (
            {"done_by": actor, "done_at": now} if edit.done else {"done_by": None, "done_at": None}
        )
    after = task.model_copy(update=given)
    return after if after == task else after.model_copy(update={"version": task.version + 1})


def arranged(tasks: Sequence[Task], moved: Task) -> list[Task]:
    """All of them in their places, once that one stands in the place it was given."""
    others = [each for each in tasks if each.id != moved.id]
    there = [*others[: moved.place], moved, *others[moved.place :]]
    return [each.model_copy(update={"place": place}) for place, each in enumerate(there)]


def line(task: Task) -> str:
    """The task as it reads in a journal."""
    return f"[{'x' if task.done_by else ' '}] {task.title}{' *' if task.mandatory else ''}"
