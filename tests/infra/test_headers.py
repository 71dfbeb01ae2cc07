"""What the browser is told to refuse, by the page's host and by ours."""

import json
import re
from typing import Any

import pytest

from functions.web import SAFE_HEADERS
from scripts.local.places import ROOT

FRONTEND = ROOT / "frontend"
HEADERS: dict[str, str] = json.loads((FRONTEND / "staticwebapp.config.json").read_text())[
    "globalHeaders"
]
POLICY = dict(
    part.strip().partition(" ")[::2] for part in HEADERS["content-security-policy"].split(";")
)
PAGES = sorted(path for path in FRONTEND.rglob("*.html") if "node_modules" not in path.parts)


def test_the_page_runs_nothing_that_is_not_ours() -> None:
    assert POLICY["default-src"] == "'self'"
    assert not re.search(r"unsafe-|data:|\*|https?:", HEADERS["content-security-policy"])


@pytest.mark.parametrize("part", ["base-uri", "object-src", "frame-ancestors"])
def test_what_the_page_never_needs_is_closed(part: str) -> None:
    assert POLICY[part] == "'none'"


@pytest.mark.parametrize("headers", [HEADERS, SAFE_HEADERS], ids=["page", "api"])
def test_types_are_not_guessed_and_addresses_not_passed_on(headers: dict[str, Any]) -> None:
    told = (headers["x-content-type-options"], headers["referrer-policy"])
    assert told == ("nosniff", "no-referrer")


def test_the_api_is_no_page_and_is_not_kept() -> None:
    assert SAFE_HEADERS["content-security-policy"].startswith("default-src 'none'")
    assert SAFE_HEADERS["cache-control"] == "no-store"


def test_the_page_is_asked_for_by_https_alone() -> None:
    assert "max-age=31536000" in HEADERS["strict-transport-security"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_holds_script_or_style_that_the_policy_would_refuse(page: Any) -> None:
    text = page.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
