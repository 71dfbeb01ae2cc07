"""What the pages say that are made from the code."""

from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI, Header
from pydantic import Field

from scripts.reference import code, routes, shapes
from shared.value import Value

router = APIRouter(prefix="/api/v1/jars", tags=["jars"])


class Jar(Value):
    """What keeps something."""

    label: Annotated[str, Field(max_length=9)]
    inner: "Jar | None" = None


@router.put("/{jar_id}")
async def put_jar(jar_id: int, jar: Jar, if_match: Annotated[str, Header()]) -> Jar:
    """Keep something."""
    return jar.model_copy(update={"label": f"{jar.label} {jar_id}"})


MODULE = '''
"""Keeps things."""

class Jar(Value):
    """What keeps something."""
    label: str

    def close(self) -> None:
        """For good."""

async def keep(db: Database, jar: Jar, *, until: datetime | None = None, way: str = "a") -> Jar:
    """Keep it. Raises `Conflict`."""

def _hidden() -> None:
    """Nobody's business."""
'''


def jars(may: dict[str, str], *, public: frozenset[str] = frozenset()) -> str:
    app = FastAPI()
    app.include_router(router)
    openapi: dict[str, Any] = app.openapi()
    return routes.pages(openapi, may, public)["jars"]


def test_a_route_says_who_may_what_it_takes_and_what_may_go_wrong() -> None:
    page = jars({"PUT /jars/{jar_id}": "agent"})
    assert "## `PUT /api/v1/jars/{jar_id}`\n\nKeep something.\n\n*Who may:* agent" in page
    assert "*Body:* [Jar-Input](#shape-jar-input) as `application/json`" in page
    assert "[412](../index.md#stale), [428](../index.md#unconditional)" in page


def test_a_shape_that_holds_itself_is_told_once() -> None:
    page = jars({"PUT /jars/{jar_id}": "agent"})
    assert page.count("### Jar-Input {: #shape-jar-input }") == 1
    assert "| `label` | string, 9 characters at most |  |" in page
    assert "| `inner` | [Jar-Input](#shape-jar-input) or null | may be left out |" in page


def test_a_route_of_which_nobody_said_who_may_is_no_page() -> None:
    with pytest.raises(routes.Unlisted, match="who may PUT /jars"):
        jars({})


def test_whom_no_sign_in_keeps_out_is_not_told_of_one() -> None:
    page = jars({}, public=frozenset({"/api/v1/jars/{jar_id}"}))
    assert routes.BY_ITSELF in page
    assert "#unauthenticated" not in page


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"enum": ["a", "b"]}, "`a`, `b`"),
        (
            {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
            "list of (integer), 3 at most",
        ),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "by name: (string)"),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, "a file"),
        ({"type": "number", "maximum": 1e15}, "number, at most 1000000000000000"),
        ({}, "anything"),
    ],
    ids=["enum", "list", "by-name", "file", "limit", "anything"],
)
def test_a_shape_is_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert shapes.told(schema) == words


def test_a_module_tells_what_it_offers_and_nothing_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "keeping.py"
    file.write_text(MODULE)
    page = code.page(file, "keeping")
    assert "# keeping\n\nKeeps things." in page
    assert "class Jar(Value):\n    label: str" in page
    assert "### Jar.close" in page
    assert "async def keep(\n    db: Database,\n    jar: Jar,\n    *,\n" in page
    assert "hidden" not in page


def test_every_error_with_a_name_has_its_place() -> None:
    page = "\n".join(routes.problems())
    assert "<a id='stale'></a>412 | Changed by somebody else | `/problems/stale`" in page
