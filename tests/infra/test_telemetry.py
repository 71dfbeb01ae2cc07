import json
import re
from pathlib import Path

import pytest

from shared.telemetry import COUNTERS, GAUGES, HISTOGRAMS, IDS, SPANS
from tests.infra.read import shared

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/telemetry.md").read_text()
FIGURES = {**GAUGES, **COUNTERS, **HISTOGRAMS}
QUERIES = [
    *(alert["query"] for alert in shared("logalerts")),
    *(item["content"].get("query", "") for item in shared("workbook")["items"]),
]


def named() -> set[str]:
    """Every figure that a query asks for."""
    found = [re.findall(r"name ==? '([\w.]+)'", one) for one in QUERIES if "customMetrics" in one]
    return {name for names in found for name in names}


def test_alerts_and_workbook_ask_for_figures_that_are_told() -> None:
    assert named()
    assert named() <= set(FIGURES)


def test_what_they_tell_apart_is_told_apart() -> None:
    told = {each for figure in FIGURES.values() for each in figure.by}
    asked = re.findall(r"customDimensions\['([\w.]+)'\]", json.dumps(QUERIES))
    assert set(asked) <= told


@pytest.mark.parametrize("name", [*FIGURES, *IDS.values(), *SPANS])
def test_the_page_names_all_of_the_catalogue(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("alert", shared("logalerts"), ids=lambda alert: str(alert["key"]))
def test_every_alert_leads_to_its_page(alert: dict[str, str]) -> None:
    assert alert["runbook"] == f"docs/runbooks/{alert['key']}.md"
