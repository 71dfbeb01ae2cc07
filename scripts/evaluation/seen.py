"""What came of a call, and whether it is what must."""

from collections.abc import Iterator, Sequence
from typing import Literal

from scripts.evaluation.scenario import Case, Scenario
from shared.value import Spoken, Value


class Seen(Value):
    """One call as the network and our own records have it.

    `findings` are what the network holds against us; `language` the call ended in; money is in
    micro-units; `latency_ms` is the 95th percentile of what the turns' webhooks took on the wall.
    """

    outcome: str | None = None
    opted_out: bool = False
    ticket: bool = False
    language: Spoken | None = None
    turns: int = 0
    latency_ms: float = 0
    cost_micro: int = 0
    seconds: float = 0
    findings: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()


class Judgement(Value):
    """What a judge says of a call. `maybe` is not pass."""

    verdict: Literal["pass", "fail", "maybe"]
    why: str


class Result(Value):
    """A case, what was seen of it, and all that is wrong with that."""

    case: Case
    seen: Seen
    judgement: Judgement | None = None

    @property
    def failures(self) -> tuple[str, ...]:
        """Nothing where the case has passed."""
        found = list(wrong(self.case, self.seen))
        if self.judgement and self.judgement.verdict != "pass":
            found.append(f"the judge says {self.judgement.verdict}: {self.judgement.why}")
        return tuple(found)


def wrong(case: Case, seen: Seen) -> Iterator[str]:
    """Each expectation that was not met, in words."""
    scenario = case.scenario
    expect = scenario.expect
    if seen.outcome not in expect.outcome:
        yield f"outcome {seen.outcome}, not {' or '.join(expect.outcome)}"
    if expect.opt_out is not None and seen.opted_out != expect.opt_out:
        yield "nobody noted the opt-out" if expect.opt_out else "opted out, unasked"
    if expect.ticket is not None and seen.ticket != expect.ticket:
        yield "no ticket was opened" if expect.ticket else "a ticket was opened"
    if seen.cost_micro > expect.max_cost_micro:
        yield f"cost {seen.cost_micro} micro, more than {expect.max_cost_micro}"
    if (wanted := _language(case, scenario)) and seen.language != wanted:
        yield f"ended in {seen.language}, not in {wanted}"
    yield from seen.findings


def _language(case: Case, scenario: Scenario) -> Spoken | None:
    if scenario.expect.language is None:
        return None
    other = Spoken.ES if case.language is Spoken.EN else Spoken.EN
    return other if scenario.expect.language == "other" else case.language


def failed(results: Sequence[Result]) -> list[Result]:
    """Those that did not pass."""
    return [each for each in results if each.failures]
