"""Results as a table for people, as JSON, and as JUnit for whatever runs the evaluation."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from scripts.evaluation.seen import Result, failed

MICRO = 1_000_000
HEADS = ("scenario", "result", "outcome", "turns", "p95 ms", "cost")


def table(results: Sequence[Result]) -> str:
    """A line for each case, and under those that failed why."""
    rows = [HEADS, *(_row(each) for each in results)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    lines = []
    for row, result in zip(rows, (None, *results), strict=True):
        lines.append("  " + "  ".join(map(str.ljust, row, widths)).rstrip())
        lines += [f"      {why}" for why in (result.failures if result else ())]
    passed = len(results) - len(failed(results))
    return "\n".join([*lines, "", f"  {passed} of {len(results)} passed"])


def _row(result: Result) -> tuple[str, ...]:
    seen = result.seen
    verdict = "FAILED" if result.failures else "passed"
    cost, latency = f"{seen.cost_micro / MICRO:.4f}", f"{seen.latency_ms:.0f}"
    return result.case.name, verdict, seen.outcome or "-", str(seen.turns), latency, cost


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Everything, with the words of the calls that failed."""
    return {
        "cases": len(results),
        "failed": len(failed(results)),
        "cost_micro": sum(each.seen.cost_micro for each in results),
        "results": [
            {
                "scenario": each.case.scenario.name,
                "family": each.case.scenario.family,
                "language": each.case.language,
                "passed": not each.failures,
                "failures": list(each.failures),
                "judge": each.judgement.model_dump() if each.judgement else None,
                **each.seen.model_dump(mode="json", exclude=set() if each.failures else {"talk"}),
            }
            for each in results
        ],
    }


def junit(results: Sequence[Result]) -> ElementTree:
    """One suite; a family is a class, a scenario in one language a test."""
    counts = {"tests": str(len(results)), "failures": str(len(failed(results)))}
    suite = Element("testsuite", {"name": "evaluation", **counts})
    for each in results:
        about = {"classname": each.case.scenario.family, "name": each.case.name}
        test = SubElement(suite, "testcase", {**about, "time": f"{each.seen.seconds:.1f}"})
        if each.failures:
            failure = SubElement(test, "failure", message=each.failures[0])
            failure.text = "\n".join([*each.failures, "", *each.seen.talk])
    indent(suite)
    return ElementTree(suite)


def skipped(why: str) -> ElementTree:
    """A suite that says why nothing was evaluated."""
    suite = Element("testsuite", name="evaluation", tests="1", failures="0", skipped="1")
    test = SubElement(suite, "testcase", classname="live", name="live")
    SubElement(test, "skipped", message=why)
    indent(suite)
    return ElementTree(suite)
