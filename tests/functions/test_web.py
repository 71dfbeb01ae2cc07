import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import azure.functions as func
import pytest
from fastapi import APIRouter, Query
from httpx import ASGITransport, AsyncClient, Response
from pydantic import AfterValidator

from functions.web import SAFE_HEADERS, http_functions, web
from shared.errors import Conflict, Problem, Unavailable
from shared.value import Text, Value

router = APIRouter(prefix="/things")
SECRET = "postgresql://somebody:canary@db.example"  # stands for what an error may tell of us
DIFFICULTIES: dict[str, Exception] = {
    "conflict": Conflict("The thing is closed. Reopen it first.", state="closed"),
    "problem": Problem("A problem of no particular kind."),
    "busy": Unavailable("The vendor is busy", vendor="twilio", code="20429", retry_after=1.2),
    "away": Unavailable("The vendor is away", vendor="twilio"),
    "bug": ValueError(SECRET),
    "group": ExceptionGroup(SECRET, [KeyError(SECRET)]),
}


def _even(number: int) -> int:
    if number % 2:
        raise ValueError("is odd: give an even one")
    return number


class Thing(Value):
    name: Text
    size: Annotated[int, AfterValidator(_even)] = 0


@router.get("/difficulties/{name}")
async def get_difficulty(name: str) -> None:
    raise DIFFICULTIES[name]


@router.post("")
async def post_thing(thing: Thing, count: Annotated[int, Query(ge=1)] = 1) -> Thing:
    return thing


@pytest.fixture
async def visitor() -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(web(router)), base_url="http://web") as visitor:
        yield visitor


def document(answer: Response) -> Any:
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == answer.status_code
    return found


async def test_an_address_that_is_no_text_is_not_our_fault() -> None:
    app = func.FunctionApp()
    app.register_functions(http_functions({"things": router}))
    (served,) = app.get_functions()
    asked = func.HttpRequest("GET", "http://web/things/%ff", body=b"")
    answer = await served.get_user_function()(asked, None)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert json.loads(answer.get_body())["detail"].startswith("The address")


async def test_a_problem_becomes_a_problem_document(visitor: AsyncClient) -> None:
    answer = await visitor.get("/things/difficulties/conflict")
    assert document(answer) == {
        "type": "/problems/conflict",
        "title": "Conflicting state",
        "status": 409,
        "detail": "The thing is closed. Reopen it first.",
        "state": "closed",
    }


@pytest.mark.parametrize(("name", "seconds"), [("busy", "2"), ("away", None)])
async def test_what_is_unavailable_says_when_to_come_back_if_it_knows(
    visitor: AsyncClient, name: str, seconds: str | None
) -> None:
    answer = await visitor.get(f"/things/difficulties/{name}")
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, seconds)
    assert document(answer)["vendor"] == "twilio"


@pytest.mark.parametrize("name", ["bug", "group"])
async def test_a_bug_is_told_to_us_and_not_to_the_caller(
    visitor: AsyncClient, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    answer = await visitor.get(f"/things/difficulties/{name}")
    assert document(answer)["type"] == "/problems/internal"
    assert answer.status_code == 500
    assert "canary" not in f"{answer.text} {answer.headers}"
    assert SECRET in caplog.text


@pytest.mark.parametrize(
    ("sent", "query", "field", "complaint"),
    [
        ({"name": "a", "size": "much"}, "", "size", "valid integer"),
        ({"name": "a", "size": 3}, "", "size", "is odd: give an even one"),
        ({}, "", "name", "required"),
        ({"name": "a", "nam": "b"}, "", "nam", "Extra inputs"),
        ({"name": "a"}, "?count=0", "count", "greater than or equal to 1"),
        ({"name": "a"}, "?count=two", "count", "valid integer"),
    ],
)
async def test_wrong_input_names_the_field_and_what_is_wrong(
    visitor: AsyncClient, sent: object, query: str, field: str, complaint: str
) -> None:
    found = document(await visitor.post(f"/things{query}", json=sent))
    (wrong,) = found["errors"]
    assert (found["status"], wrong["field"]) == (422, field)
    assert complaint in wrong["problem"]
    assert "Value error" not in wrong["problem"]
    assert field in found["detail"]


@pytest.mark.parametrize("sent", ["{", "", '"text"', "[1]", "\x00", "{'name': 'a'}"])
async def test_a_body_of_the_wrong_form_is_named_as_such(visitor: AsyncClient, sent: str) -> None:
    kind = {"content-type": "application/json"}
    found = document(await visitor.post("/things", content=sent, headers=kind))
    assert found["detail"] == "Correct and send again: the body."


@pytest.mark.parametrize("sent", [rb'{"name": "\ud800"}', rb'{"\ud800": 1}', b'{"name": "\xff"}'])
async def test_broken_text_is_the_callers_mistake(visitor: AsyncClient, sent: bytes) -> None:
    kind = {"content-type": "application/json"}
    answer = await visitor.post("/things", content=sent, headers=kind)
    assert answer.status_code in {400, 422}
    assert document(answer)["title"]


@pytest.mark.parametrize("path", ["/", "/thing", "/things/", "/things/difficulties/", "/docs"])
async def test_what_is_not_there_is_a_problem_too(visitor: AsyncClient, path: str) -> None:
    answer = await visitor.get(path)
    assert document(answer) == {"type": "about:blank", "title": "Not Found", "status": 404}


async def test_a_method_that_is_not_there_names_those_that_are(visitor: AsyncClient) -> None:
    answer = await visitor.delete("/things")
    assert document(answer)["status"] == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["", "/difficulties/conflict", "/difficulties/bug", "/nothing"])
async def test_every_answer_carries_the_safe_headers(visitor: AsyncClient, path: str) -> None:
    answer = await visitor.get(f"/things{path}")
    assert SAFE_HEADERS.items() <= dict(answer.headers).items()


async def test_a_good_answer_does_too(visitor: AsyncClient) -> None:
    answer = await visitor.post("/things", json={"name": "a"})
    assert answer.json() == {"name": "a", "size": 0}
    assert SAFE_HEADERS.items() <= dict(answer.headers).items()
