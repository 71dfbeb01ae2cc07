"""The rules in force: which requests go wrong, and how."""

import random
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Annotated, Any

from pydantic import Field, model_validator

from scripts.local.simulators.faults.places import ACTIONS, PLACES
from shared.errors import Invalid, NotFound
from shared.value import Value


class Fault(Value):
    """One rule. It strikes every request it fits, unless `nth`, `after`, `count` or chance object.

    `where` is a glob over the places. `match` is a glob over what is asked (a number, an address,
    a body), or a piece of it. `value` is in the unit of the action: seconds, an HTTP status, or
    copies. `code` is a vendor's own word for a `status`. `after` lets that many pass first,
    `count` is how often it strikes, `nth` picks a single one. `placed` says that what was asked is
    done although it seems to fail.
    """

    id: Annotated[str, Field(max_length=40, pattern=r"^[\w.-]*$")] = ""
    where: str = "*"
    action: str
    match: str = "*"
    value: float = 0
    code: str = ""
    probability: Annotated[float, Field(gt=0, le=1)] = 1
    nth: Annotated[int, Field(ge=1)] | None = None
    after: Annotated[int, Field(ge=0)] = 0
    count: Annotated[int, Field(ge=1)] | None = None
    placed: bool = False

    @model_validator(mode="before")
    @classmethod
    def _with_its_usual_value(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and given.get("value") is None:
            action = ACTIONS.get(str(given.get("action")))
            return {**given, "value": action.usual if action else 0}
        return given

    @property
    def places(self) -> list[str]:
        """Where it can strike: every place the glob means that knows the action."""
        return [place for place in _meant(self.where) if self.action in PLACES[place]]

    def fits(self, where: str, subjects: tuple[str, ...]) -> bool:
        """Whether it is about such a request at that place."""
        here = fnmatchcase(where, self.where)
        return here and any(_matches(subject, self.match) for subject in subjects or ("",))


@dataclass
class Rule:
    """A fault in force: how many requests it fitted, and how many of them it struck."""

    fault: Fault
    met: int = 0
    struck: int = 0
    met_by: Counter[str] = field(default_factory=Counter)


class Faults:
    """The rules in order. The first that strikes decides, and the others do not see the request."""

    def __init__(self, seed: int | str = 0) -> None:
        self._seed = seed
        self._made = 0
        self.rules: list[Rule] = []

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force, named where it has no name. Raises `Invalid` for what cannot be."""
        _check(fault)
        if fault.id and any(rule.fault.id == fault.id for rule in self.rules):
            raise wrong("id", f"{fault.id!r} is taken", "leave it out or choose another")
        named = fault.model_copy(update={"id": fault.id or self._name()})
        self.rules.append(Rule(named))
        return named

    def remove(self, id_: str) -> None:
        """End one rule. Raises `NotFound`."""
        kept = [rule for rule in self.rules if rule.fault.id != id_]
        if len(kept) == len(self.rules):
            raise NotFound(f"No such fault: {id_}; GET /__sim__/faults lists those in force")
        self.rules = kept

    def clear(self) -> None:
        """End all rules. Chance and names begin anew."""
        self.rules = []
        self._made = 0

    def strike(
        self, where: str, *subjects: str, key: str = "", actions: Collection[str] | None = None
    ) -> Fault | None:
        """The fault that hits this request, if one does; of these `actions` where they are given.

        `key` names whom the request is about (a call, say): chance is drawn for each of them
        apart, so that it does not depend on what the others do meanwhile.
        """
        known = PLACES[where] if actions is None else PLACES[where] & set(actions)
        for rule in self.rules:
            wanted = rule.fault.action in known
            if wanted and rule.fault.fits(where, subjects) and self._is_due(rule, key):
                rule.struck += 1
                return rule.fault
        return None

    def _is_due(self, rule: Rule, key: str) -> bool:
        fault = rule.fault
        rule.met += 1
        rule.met_by[key] += 1
        if rule.met <= fault.after or fault.nth not in (None, rule.met):
            return False
        if fault.count is not None and rule.struck >= fault.count:
            return False
        chance = random.Random(f"{self._seed}/{fault.id}/{key}/{rule.met_by[key]}")  # noqa: S311  repeatable is what we want
        return chance.random() < fault.probability

    def _name(self) -> str:
        taken = {rule.fault.id for rule in self.rules}
        while True:
            self._made += 1
            if (name := f"fault-{self._made}") not in taken:
                return name


def wrong(field_: str, problem: str, hint: str) -> Invalid:
    """Input that cannot be: which field, what is wrong with it, and the way out."""
    told = {"field": field_, "problem": problem, "hint": hint}
    return Invalid(f"{field_} {problem}: {hint}", errors=[told])


def _check(fault: Fault) -> None:
    meant = _meant(fault.where)
    if not meant:
        raise wrong("where", f"{fault.where!r} is no place", f"use one of {', '.join(PLACES)}")
    if not fault.places:
        known = ", ".join(sorted({action for place in meant for action in PLACES[place]}))
        raise wrong("action", f"{fault.where} knows no {fault.action}", f"it knows {known}")
    _check_value(fault)
    if fault.nth is not None and (fault.after or fault.count):
        raise wrong("nth", "goes with neither after nor count", "use nth, or after with count")


def _check_value(fault: Fault) -> None:
    action = ACTIONS[fault.action]
    if action.unit is None and fault.value:
        raise wrong("value", f"{fault.action} takes none", "leave it out")
    if action.unit is None:
        return
    if not action.least <= fault.value <= action.most:
        limits = f"{action.least:g} to {action.most:g} {action.unit}"
        raise wrong("value", f"{fault.value:g} is not possible for {fault.action}", f"use {limits}")
    if action.unit != "seconds" and fault.value != int(fault.value):
        raise wrong("value", f"{fault.value:g} is no whole number", f"it means {action.unit}")


def _meant(where: str) -> list[str]:
    return [place for place in PLACES if fnmatchcase(place, where)]


def _matches(subject: str, match: str) -> bool:
    subject, match = subject.casefold(), match.casefold()
    return match in subject or fnmatchcase(subject, match)
