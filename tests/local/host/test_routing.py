"""Which function a path leads to."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/items/special", "special"),
        ("/items/5", "id"),
        ("/items/five", "name"),
        ("/items/five/parts", "rest"),
        ("/items/5/parts/7", "rest"),
    ],
)
async def test_the_more_literal_route_wins(
    client: httpx.AsyncClient, path: str, function: str
) -> None:
    """ASP.NET Core RoutePrecedence: literal, constrained, parameter, catch-all."""
    assert (await client.get(path)).json()["by"] == function


async def test_paths_know_no_case(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing: matching is case-insensitive."""
    assert (await client.get("/ITEMS/Special")).json()["by"] == "special"


async def test_values_keep_their_case(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing: route values are as they stand in the path."""
    assert (await client.get("/items/MiXed")).json()["route"] == {"name": "MiXed"}


async def test_a_slash_at_the_end_changes_nothing(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing: a trailing slash is ignored."""
    assert (await client.get("/items/special/")).json()["by"] == "special"


async def test_values_are_decoded(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing: the path is matched after decoding."""
    assert (await client.get("/items/a%20b%C3%B1")).json()["route"] == {"name": "a bñ"}


async def test_an_encoded_slash_separates_nothing(client: httpx.AsyncClient) -> None:
    """ASP.NET Core: %2F stays as it is in the path, so that it is no separator."""
    assert (await client.get("/items/a%2Fb")).json()["route"] == {"name": "a%2Fb"}


async def test_an_optional_part_may_lack(client: httpx.AsyncClient) -> None:
    """Docs functions-bindings-http-webhook-trigger#customize-the-http-endpoint: {id?}."""
    assert (await client.get("/maybe/one")).json()["route"] == {"first": "one"}


async def test_an_optional_part_may_be_there(client: httpx.AsyncClient) -> None:
    """Docs functions-bindings-http-webhook-trigger#customize-the-http-endpoint: {id?}."""
    told = (await client.get("/maybe/one/two")).json()
    assert told["route"] == {"first": "one", "second": "two"}


async def test_a_catch_all_takes_slashes(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing#route-templates: {*rest}."""
    assert (await client.get("/echo/a/b/c.txt")).json()["route"] == {"rest": "a/b/c.txt"}


async def test_a_catch_all_takes_nothing_too(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing#route-templates: a catch-all matches the empty text."""
    assert (await client.get("/echo")).json()["route"] == {}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/guid/0fb63316-2a5b-4a36-8f0e-f1f6c0f0a000", 200),
        ("/guid/not-a-guid", 404),
        ("/bounded/9", 200),
        ("/bounded/10", 404),
        ("/bounded/many", 404),
    ],
)
async def test_a_constraint_decides_what_fits(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    """Docs aspnet/core/fundamentals/routing#route-constraints."""
    assert (await client.get(path)).status_code == status


async def test_text_and_parameters_share_a_segment(client: httpx.AsyncClient) -> None:
    """Docs aspnet/core/fundamentals/routing: complex segments are matched from the right."""
    told = (await client.get("/files/report.final.pdf")).json()
    assert told["route"] == {"name": "report.final", "extension": "pdf"}


async def test_one_route_two_methods_two_functions(client: httpx.AsyncClient) -> None:
    """azure-functions-host WebScriptHostHttpRoutesManager: HttpMethodRouteConstraint."""
    assert (await client.get("/same")).text == "read"
    assert (await client.post("/same")).text == "written"


async def test_a_method_that_no_route_takes_is_404(client: httpx.AsyncClient) -> None:
    """azure-functions-host#10098: 404, where RFC 9110 would have 405."""
    answer = await client.delete("/same")
    assert (answer.status_code, answer.content) == (404, b"")


async def test_head_is_not_get(client: httpx.AsyncClient) -> None:
    """azure-functions-host#11625: HEAD on a GET trigger is 404."""
    assert (await client.head("/same")).status_code == 404


async def test_without_a_route_the_function_name_is_one(client: httpx.AsyncClient) -> None:
    """azure-functions-host WebScriptHostHttpRoutesManager: route = function.Name."""
    assert (await client.get("/named_only")).status_code == 200


async def test_an_unknown_path_is_404(client: httpx.AsyncClient) -> None:
    """azure-functions-host: no route, no function."""
    assert (await client.get("/no/such/path")).status_code == 404


@pytest.mark.parametrize("path", ["/admin/tools", "/runtime/tools"])
async def test_routes_of_the_host_are_refused(client: httpx.AsyncClient, path: str) -> None:
    """azure-functions-host ScriptHost.ValidateHttpFunction: admin and runtime are built in."""
    assert (await client.get(path)).status_code == 404
