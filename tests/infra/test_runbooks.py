"""Whoever is woken finds a page."""

import json
import re
from pathlib import Path

import pytest

from scripts.local.places import ROOT
from tests.infra.read import shared

DOCS = ROOT / "docs"
RUNBOOKS = DOCS / "runbooks"
ALERTS = [each["key"] for name in ("logalerts", "metricalerts") for each in shared(name)]
PAGES = sorted(RUNBOOKS.glob("*.md"))
MATRIX = json.loads((ROOT / "tests/functions/access/matrix.json").read_text())
ROUTES = [re.sub(r"\{\w+\}", "[^/]+", each) for allowed in MATRIX.values() for each in allowed]
REQUEST = re.compile(r"`api '?/api/v1(/[^\s'?`]+)([^`]*)`")
WITHOUT_ALERT = {"restore", "rollback", "key-rotation", "data-subject-request", "incident-call"}


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_has_a_page_that_says_when_it_is_over(alert: str) -> None:
    text = (RUNBOOKS / f"{alert}.md").read_text()
    assert f"(`{alert}`)" in text.partition("\n")[0]
    assert re.search(r"## Look\n.+## Do\n.+\*\*It is over when\*\* \S", text, re.DOTALL)


def test_what_has_no_alert_has_a_page_too() -> None:
    assert {page.stem for page in PAGES} >= WITHOUT_ALERT


def test_the_list_names_every_page() -> None:
    listed = set(re.findall(r"\((\S+)\.md\)", (RUNBOOKS / "README.md").read_text()))
    assert listed == {page.stem for page in PAGES} - {"README"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    assert [each for each in links if "://" not in each and not (page.parent / each).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_request_is_one_that_there_is(page: Path) -> None:
    asked = [f"{method(more)} {path}" for path, more in REQUEST.findall(page.read_text())]
    assert [each for each in asked if not any(re.fullmatch(one, each) for one in ROUTES)] == []


def method(options: str) -> str:
    """As curl takes them."""
    named = re.search(r"-X (\w+)", options)
    return named[1] if named else "POST" if re.search(r"--json|-d ", options) else "GET"
