"""What is evaluated: who is called, in which language, and what must come of it.

Scenarios stand in `scenarios/*.yaml`, one file for each family. A person is one of the simulators'
cast, by name, or written out as people are there (docs/simulators.md, "Write your own person").
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from scripts.local.simulators.twilio.people.casting import OURS as CAST
from scripts.local.simulators.twilio.people.persona import LONGEST_TURN_MS, Words
from scripts.local.simulators.twilio.people.reading import read
from shared.errors import Invalid
from shared.value import Spoken, Value

OURS = Path(__file__).parent / "scenarios"
NUMBERS = {Spoken.EN: "+161755501{:02}", Spoken.ES: "+178755501{:02}"}
"""Blocks kept for fiction, in which nobody of the demo data lives. The simulators know by them who
speaks Spanish: Puerto Rico."""
MOST = 100
JUDGED_BY_THE_NETWORK = {"max_turns", "max_turn_latency_ms", "heard", "never_heard", "hung_up_by"}


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


Outcomes = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class Expect(Value):
    """What must come of a call. `outcome` names those that are right.

    `opt_out` and `ticket` must be as they say, and where they are null may be either; `heard` and
    `never_heard` are of the bot, `language` is the one in which the call must end, `judged` what a
    judge is asked where there is one. Money is in micro-units.
    """

    outcome: Outcomes
    opt_out: bool | None = False
    ticket: bool | None = None
    language: Literal["own", "other"] | None = None
    max_turns: int = Field(default=12, ge=1)
    max_turn_latency_ms: int = Field(default=LONGEST_TURN_MS, ge=1)
    max_cost_micro: int = Field(default=200_000, ge=0)
    heard: tuple[Words, ...] = ()
    never_heard: tuple[Words, ...] = ()
    hung_up_by: tuple[str, ...] = ()
    judged: str = ""


class Scenario(Value):
    """One kind of person. `family` is the file it stands in."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    family: str
    person: str | dict[str, Any]
    inbound: bool = False
    languages: tuple[Spoken, ...] = tuple(Spoken)
    expect: Expect


class Case(Value):
    """A scenario in one language, behind a number of its own."""

    scenario: Scenario
    language: Spoken
    phone: str

    @property
    def name(self) -> str:
        """As it is shown."""
        return f"{self.scenario.name}.{self.language}"

    def person(self) -> dict[str, Any]:
        """Whom the simulators shall let answer there. Raises `Invalid`."""
        given, expect = self.scenario.person, self.scenario.expect
        who = _cast().get(given) if isinstance(given, str) else given
        if who is None:
            raise Invalid(f"{self.scenario.name}.person: {given} is nobody of the simulators' cast")
        judged = expect.model_dump(mode="json", include=JUDGED_BY_THE_NETWORK)
        about = f"{self.scenario.family}: {self.scenario.name}"
        return {
            "about": about,
            **who,
            "name": f"{self.scenario.name}_{self.language}",
            "match": self.phone,
            "expect": judged,
        }


@cache
def _cast() -> Mapping[str, dict[str, Any]]:
    return {each["name"]: each for file in CAST.glob("*.yaml") for each in read(file)}


def scenarios_in(folder: Path = OURS) -> list[Scenario]:
    """All that stand in the files of a folder. Raises `Invalid`, which names file and field."""
    return [_scenario(file, each) for file in sorted(folder.glob("*.yaml")) for each in read(file)]


def _scenario(file: Path, given: dict[str, Any]) -> Scenario:
    try:
        return Scenario.model_validate({"family": file.stem.replace("_", " "), **given})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        told = f"{file.name}: {given.get('name', '')}.{where}: {first['msg']}"
        raise Invalid(told) from error


def cases_of(scenarios: Iterable[Scenario], names: Sequence[str] = ()) -> list[Case]:
    """Every scenario in each of its languages, or those named. Raises `Invalid`."""
    known = list(scenarios)
    if unknown := set(names) - {each.name for each in known}:
        raise Invalid(f"There is no scenario named {', '.join(sorted(unknown))}.")
    wanted = [each for each in known if not names or each.name in names]
    cases = [
        Case(scenario=each, language=language, phone=NUMBERS[language].format(place))
        for place, each in enumerate(wanted[:MOST])
        for language in each.languages
    ]
    for case in cases:
        case.person()
    return cases
