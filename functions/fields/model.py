"""Fields that an organisation adds to its tickets: what each may hold, and when it is needed."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from shared.errors import Conflict, Invalid
from shared.value import InBoth, Instant, Spoken, Storable, Value

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Storable
]
Written = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Storable]
Filled = bool | int | float | Written | None
"""What a field may hold, before its definition is asked."""
Fields = Annotated[dict[Key, Filled], Field(max_length=100)]

MOST = 10**15
"""Beyond that JavaScript no longer tells whole numbers apart."""


class Kind(StrEnum):
    """What a field holds. A user is the name that somebody signs in with."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    USER = "user"


class Stage(StrEnum):
    """The states of a ticket that can ask for a field."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"


class Definition(Value):
    """What a field is. `templates`: it belongs to tickets opened from these; none: to all."""

    label: Annotated[dict[Spoken, Label], InBoth]
    kind: Kind
    choices: tuple[Label, ...] = Field(default=(), max_length=200)
    required_in: tuple[Stage, ...] = ()
    templates: tuple[Key, ...] = Field(default=(), max_length=200)
    retired: bool = False

    @model_validator(mode="after")
    def _choices_go_with_a_choice(self) -> Self:
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError("choices go with kind choice: give both or neither")
        if len(set(self.choices)) < len(self.choices):
            raise ValueError("choices are told apart by their text: one stands there twice")
        return self


class KnownField(Definition):
    """A field as it stands, under its key."""

    key: Key
    changed_by: str
    changed_at: Instant
    version: int = 1

    def belongs_to(self, template: str | None) -> bool:
        """Whether tickets opened from that template have it."""
        return not self.retired and (not self.templates or template in self.templates)


def check(known: Iterable[KnownField], template: str | None, given: Mapping[str, Filled]) -> None:
    """Raise `Invalid`, field by field, unless all that is given fits. Null takes a value away."""
    there = {each.key: each for each in known if each.belongs_to(template)}
    errors = [
        {"field": f"fields.{key}", "problem": problem}
        for key, value in given.items()
        if (problem := _problem(there.get(key), value)) is not None
    ]
    if errors:
        named = ", ".join(each["field"] for each in errors)
        raise Invalid(f"Correct and send again: {named}.", errors=errors)


def _problem(field: KnownField | None, value: Filled) -> str | None:
    """What is wrong with a value, and what would be right."""
    if field is None:
        return "tickets like this one have no such field: GET /api/v1/ticket-fields lists them"
    if value is None or _fits(field, value):
        return None
    return _WANTED[field.kind].format(choices=", ".join(field.choices))


_WANTED = {
    Kind.TEXT: "give a text of 1 to 2,000 characters, or null",
    Kind.NUMBER: "give a number up to 10^15, or null",
    Kind.DATE: "give a date like 2027-03-01, or null",
    Kind.CHOICE: "give one of these, or null: {choices}",
    Kind.BOOLEAN: "give true, false, or null",
    Kind.USER: "give the name that a person signs in with, of up to 200 characters, or null",
}


def _fits(field: KnownField, value: Filled) -> bool:
    match field.kind:
        case Kind.BOOLEAN:
            fits = isinstance(value, bool)
        case Kind.NUMBER:
            fits = not isinstance(value, bool | str | None) and abs(value) <= MOST  # no NaN either
        case Kind.CHOICE:
            fits = value in field.choices
        case Kind.DATE:
            fits = isinstance(value, str) and _is_date(value)
        case Kind.TEXT | Kind.USER:
            longest = 200 if field.kind is Kind.USER else 2000
            fits = isinstance(value, str) and 0 < len(value) <= longest
    return fits


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def lacking(
    known: Iterable[KnownField], template: str | None, filled: Mapping[str, Filled], state: str
) -> list[dict[str, str]]:
    """What a ticket would lack in that state: for each field where it is, and what to do."""
    return [
        {"field": f"fields.{each.key}", "problem": f"fill it in: a ticket that is {state} has it"}
        for each in known
        if each.belongs_to(template) and state in each.required_in and filled.get(each.key) is None
    ]


def refuse_lack(missing: list[dict[str, str]], state: str) -> None:
    """Raise `Conflict` where anything is missing for that state."""
    if missing:
        named = ", ".join(each["field"] for each in missing)
        raise Conflict(f"Before a ticket is {state}, fill in: {named}.", errors=missing)
