from xml.etree.ElementTree import Element

import pytest

from scripts.evaluation import report
from scripts.evaluation.seen import Result
from tests.evaluation.test_seen import result


@pytest.fixture
def results() -> list[Result]:
    return [result(), result(outcome="completed", turns=3, talk=("bot: Hello?", "person: Stop!"))]


def test_the_table_says_which_failed_and_why(results: list[Result]) -> None:
    heads, passed, failed, why, _, total = report.table(results).splitlines()
    assert heads.split() == ["scenario", "result", "outcome", "turns", "p95", "ms", "cost"]
    assert passed.split() == ["stops.en", "passed", "opted_out", "0", "0", "0.0140"]
    assert failed.split() == ["stops.en", "FAILED", "completed", "3", "0", "0.0140"]
    assert (why.strip(), total.strip()) == ("outcome completed, not opted_out", "1 of 2 passed")


def test_json_has_the_words_of_calls_that_failed_alone(results: list[Result]) -> None:
    found = report.as_json(results)
    assert (found["cases"], found["failed"], found["cost_micro"]) == (2, 1, 28_000)
    assert ["talk" in each for each in found["results"]] == [False, True]


def test_junit_has_a_test_for_each_case(results: list[Result]) -> None:
    suite = report.junit(results).getroot()
    assert isinstance(suite, Element)
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [each.find("failure") is not None for each in suite] == [False, True]


def test_junit_says_that_nothing_was_evaluated() -> None:
    suite = report.skipped("no key").getroot()
    assert isinstance(suite, Element)
    assert (suite.get("skipped"), suite.find("testcase/skipped") is None) == ("1", False)
