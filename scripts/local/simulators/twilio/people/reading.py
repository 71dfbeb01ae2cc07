"""Reads people from YAML files, and tells what is wrong with one: file, field, way out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from scripts.local.simulators.twilio.people import written
from scripts.local.simulators.twilio.people.persona import Persona
from shared.errors import Invalid
from shared.value import Value

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times as fast
FORMS: dict[str, type[Value]] = {
    "": written.WrittenPersona,
    "match": written.WrittenMatch,
    "ring": written.WrittenRing,
    "turns": written.WrittenTurn,
    "hear": written.WrittenHear,
    "say": written.WrittenSay,
    "press": written.WrittenPress,
    "hangup": written.WrittenHangup,
    "expect": written.WrittenExpect,
}
UNQUOTED = "put it in quotes: without them YAML reads yes, no, on, off and digits as something else"
HINTS = {
    "missing": "add it; what is said needs both en and es, unless it is one text for both",
    "string_type": UNQUOTED,
    "tuple_type": "write a list: each on a line of its own after a hyphen",
    "value_error": "the format is in docs/simulators.md",
}


def people_in(folder: Path) -> list[Persona]:
    """Everybody in the YAML files of a folder. Raises `Invalid`."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise _wrong(folder, "people", "there is no .yaml file", "name the folder that holds them")
    found: dict[str, Path] = {}
    people = []
    for file in files:
        for persona in _people(file):
            for key in (persona.name, *(f"{nn:02}" for nn in persona.match.digits)):
                _taken_once(found, key, file)
            people.append(persona)
    return people


def _taken_once(found: dict[str, Path], key: str, file: Path) -> None:
    if key in found:
        hint = "give one of them another"
        raise _wrong(file, key, f"is taken by somebody in {found[key].name}", hint)
    found[key] = file


def _people(file: Path) -> Iterator[Persona]:
    given = read(file)
    for place, each in enumerate(given if isinstance(given, list) else [given]):
        name = each.get("name", "") if isinstance(each, dict) else ""
        try:
            yield written.WrittenPersona.model_validate(each).persona()
        except ValidationError as error:
            raise _told(file, str(name) or f"[{place}]", error) from error


def read(file: Path) -> Any:
    """What a YAML file holds. Raises `Invalid`."""
    try:
        return yaml.load(file.read_bytes(), Loader=LOADER)  # noqa: S506  # a safe loader, both
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
        problem = getattr(error, "problem", None) or str(error)
        hint = "mind the indentation, and quote what holds ': ' or begins with a sign"
        raise _wrong(file, where, f"is no YAML: {problem}", hint) from error


def _told(file: Path, name: str, error: ValidationError) -> Invalid:
    first = error.errors()[0]
    path = first["loc"]
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    problem = first["msg"].removeprefix("Value error, ")
    is_flag = isinstance(first["input"], bool) and first["type"] != "value_error"
    hint = UNQUOTED if is_flag else _hint(first["type"], path)
    return _wrong(file, f"{name}{steps}", f"({problem})", hint)


def _hint(kind: str, path: Sequence[int | str]) -> str:
    if kind == "extra_forbidden":
        around = [step for step in path[:-1] if step in FORMS]
        fields = FORMS[str(around[-1]) if around else ""].model_fields
        return "there are " + ", ".join(field.alias or name for name, field in fields.items())
    return HINTS.get(kind, "see docs/simulators.md for what it may be")


def _wrong(place: Path, field: str, problem: str, hint: str) -> Invalid:
    told = {"file": str(place), "field": field, "problem": problem, "hint": hint}
    return Invalid(f"{place}: {field} {problem}: {hint}", errors=[told])
