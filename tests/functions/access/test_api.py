import json
import runpy
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx import AsyncClient

from functions.access import api
from functions.access.model import ALLOWS, Role
from functions.tickets.api import in_sight
from tests.functions.signing import client, signed_in

ROOT = Path(__file__).parents[3]
ANYBODY = {"/api/v1/me", "/api/v1/openapi.json"}  # which everybody who is signed in may ask

MATRIX: dict[str, list[str]] = json.loads((Path(__file__).parent / "matrix.json").read_text())
"""Every route behind the sign-in, by the smallest role that may. A new one needs its line here."""
ROLES = tuple(Role)


@pytest.fixture(scope="module")
def app() -> Iterator[dict[str, Any]]:
    """What `function_app.py` holds."""
    example = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
    with pytest.MonkeyPatch.context() as environment:
        for name, value in example.items():
            environment.setenv(name, value)
        yield runpy.run_path(str(ROOT / "function_app.py"))


@pytest.fixture
async def visitor(app: dict[str, Any]) -> AsyncIterator[AsyncClient]:
    """Somebody on an app with all that is behind the sign-in, who has no port to use."""
    async with client(*app["SIGNED_IN"].values()) as visitor:
        visitor.headers.clear()
        yield visitor


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with client(api.router) as browser:
        yield browser


def requests(routers: dict[str, APIRouter]) -> list[tuple[str, str]]:
    """Each method and path behind the sign-in, its blanks filled in."""
    blank = "00000000-0000-7000-8000-000000000404"
    return [
        (method, route.path_format.format_map(dict.fromkeys(route.param_convertors, blank)))
        for router in routers.values()
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]


def named(dependant: Dependant) -> set[str]:
    """What a route takes from its address, itself or by what it depends on."""
    own = {each.name for each in (*dependant.path_params, *dependant.query_params)}
    return own.union(*(named(each) for each in dependant.dependencies))


def asked(dependant: Dependant) -> set[Any]:
    """All that a route depends on."""
    own = {each.call for each in dependant.dependencies}
    return own.union(*(asked(each) for each in dependant.dependencies))


def routes(routers: dict[str, APIRouter]) -> list[str]:
    """The same as the matrix names them."""
    return [
        f"{method} {route.path_format.removeprefix('/api/v1')}"
        for router in routers.values()
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]


async def answers(
    visitor: AsyncClient, app: dict[str, Any], headers: dict[str, str]
) -> list[tuple[str, str, int]]:
    return [
        (method, path, (await visitor.request(method, path, headers=headers)).status_code)
        for method, path in requests(app["SIGNED_IN"])
    ]


async def test_every_route_behind_the_sign_in_refuses_nobody_in_particular(
    visitor: AsyncClient, app: dict[str, Any]
) -> None:
    found = await answers(visitor, app, {})
    assert len(found) > 50
    assert [each for each in found if each[2] != 401] == []


async def test_every_route_refuses_a_header_that_cannot_be_read(
    visitor: AsyncClient, app: dict[str, Any]
) -> None:
    found = await answers(visitor, app, {"x-ms-client-principal": "e30="})
    assert [each for each in found if each[2] != 401] == []


async def test_every_route_but_one_refuses_whoever_has_no_role(
    visitor: AsyncClient, app: dict[str, Any]
) -> None:
    found = await answers(visitor, app, signed_in())
    assert {path for _, path, status in found if status != 403} == ANYBODY


def may(role: Role) -> set[str]:
    """What that role may, by the matrix."""
    held = [each for each in ROLES if each in ALLOWS[role]]
    return {route for each in ("anybody", *held) for route in MATRIX[each]}


def test_the_matrix_has_every_route_once_and_no_other(app: dict[str, Any]) -> None:
    written = [route for routes in MATRIX.values() for route in routes]
    assert sorted(written) == sorted(routes(app["SIGNED_IN"]))


def test_no_route_names_a_ticket_without_asking_who_sees_it(app: dict[str, Any]) -> None:
    blind = [
        route.path
        for router in app["SIGNED_IN"].values()
        for route in router.routes
        if isinstance(route, APIRoute)
        and "/portal/" not in route.path  # a requester's own, and no sight of a group's
        and "ticket_id" in named(route.dependant)
        and in_sight not in asked(route.dependant)
    ]
    assert blind == []


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_do_what_the_matrix_says_and_nothing_else(
    visitor: AsyncClient, app: dict[str, Any], role: Role
) -> None:
    found = await answers(visitor, app, signed_in(role))
    named = zip(routes(app["SIGNED_IN"]), found, strict=True)
    let_in = {route for route, (_, _, status) in named if status not in (401, 403)}
    assert let_in == may(role)


async def test_the_api_describes_itself(visitor: AsyncClient, app: dict[str, Any]) -> None:
    told = (await visitor.get("/api/v1/openapi.json", headers=signed_in("agent"))).json()
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in told["paths"].items()
        for method in methods
    }
    assert (told["openapi"][:3], described) == ("3.1", set(routes(app["SIGNED_IN"])))


async def test_no_public_route_lies_where_people_sign_in(app: dict[str, Any]) -> None:
    paths = [path for _, path in requests(app["PUBLIC"])]
    assert paths
    assert [path for path in paths if path.startswith("/api/")] == []


async def test_somebody_is_told_who_they_are(browser: AsyncClient) -> None:
    who = signed_in("supervisor", "agent", "visitor", name="Ana")
    answer = await browser.get("/api/v1/me", headers=who)
    assert answer.json() == {
        "id": "ana",
        "name": "Ana",
        "roles": ["agent", "supervisor"],
        "groups": [],
        "sees_all": True,
    }


async def test_nobody_is_told_to_sign_in(browser: AsyncClient) -> None:
    browser.headers.clear()
    answer = await browser.get("/api/v1/me")
    assert (answer.status_code, answer.json()["detail"]) == (401, "Sign in to use this.")
