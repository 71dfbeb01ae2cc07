"""Kinds of tickets that come again and again: what is filled in beforehand, and what is to do."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.fields.model import Fields, Key
from functions.tasks.model import NewTask
from functions.tickets.model import Channel, Degree, Draft, Name, Title
from shared.errors import Invalid
from shared.value import InBoth, Instant, Spoken, Storable, Value

Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Storable
]
Words = Annotated[str, StringConstraints(max_length=20_000), Storable]


class Preset(Value):
    """What a ticket says unless told otherwise."""

    title: Title | None = None
    description: Words | None = None
    impact: Degree | None = None
    urgency: Degree | None = None
    assignee: Name | None = None
    fields: Fields = Field(default={})


class Pattern(Value):
    """What a template is."""

    name: Annotated[dict[Spoken, Label], InBoth]
    preset: Preset = Preset()
    tasks: tuple[NewTask, ...] = Field(default=(), max_length=50)


class Template(Pattern):
    """A template as it stands, under its key."""

    key: Key
    changed_by: str
    changed_at: Instant
    version: int = 1


class Filling(Preset):
    """What is told of one ticket; what is not comes from the template."""

    language: Spoken | None = None
    channel: Channel | None = None
    requester_name: Name
    requester_phone: Annotated[str, StringConstraints(max_length=40), Storable] | None = None
    requester_email: Annotated[str, StringConstraints(max_length=254), Storable] | None = None
    contact_id: UUID | None = None
    requester_id: Name | None = None


def drafted(template: Template, filling: Filling) -> Draft:
    """The ticket they make together. Raises `Invalid` where neither has a title."""
    told = {**_given(template.preset), **_given(filling)}
    if "title" not in told:
        problem = "give one: the template has none"
        raise Invalid(f"title: {problem}.", errors=[{"field": "title", "problem": problem}])
    fields = {**template.preset.fields, **filling.fields}
    return Draft(**{**told, "fields": fields, "template": template.key})


def _given(some: Preset) -> dict[str, Any]:
    return some.model_dump(exclude_none=True, exclude={"fields"})
