from typing import Any

import pytest
from httpx import Response

from functions.access import service
from tests.functions.access.conftest import Front
from tests.functions.signing import signed_in

ANA = {"name": "Ana", "roles": ["agent"]}


async def changed(front: Front, kept: dict[str, Any], **change: Any) -> Response:
    tag = {"if-match": f'"{kept["version"]}"'}
    return await front.browser.patch(f"/api/v1/users/{kept['id']}", json=change, headers=tag)


async def test_what_an_admin_wrote_down_goes_before_the_sign_in(front: Front) -> None:
    await front.post("groups", {"key": "billing", "name": "Billing"})
    await front.post("users", {"name": "Ana", "roles": ["supervisor"], "groups": ["billing"]})
    status, told = await front.asked_as(**signed_in("agent", "group_other", name="ANA"))
    assert (status, told["roles"], told["groups"]) == (200, ["supervisor"], ["billing"])


async def test_nobody_gets_in_by_a_closed_account(front: Front) -> None:
    kept = await front.post("users", ANA)
    await changed(front, kept, active=False)
    assert (await front.asked_as(**signed_in("admin", name="Ana")))[0] == 403


async def test_another_instance_hears_of_a_change_within_fifteen_seconds(front: Front) -> None:
    await front.asked_as(**signed_in("agent", name="Ana"))
    await front.post("users", {"name": "Ana", "roles": ["requester"]})
    await front.clock.advance(15)
    _, told = await front.asked_as(**signed_in("agent", name="Ana"))
    assert told["roles"] == ["requester"]


async def test_a_token_of_entra_says_who_somebody_is(front: Front) -> None:
    claims = {"oid": "o1", "preferred_username": "Ana", "roles": ["agent", "group_billing", "x"]}
    front.passports.known["a passport"] = claims
    status, told = await front.asked_as(x_agent_token="a passport")
    assert (status, told["id"], told["name"], told["roles"]) == (200, "o1", "Ana", ["agent"])
    assert told["groups"] == ["billing"]


@pytest.mark.parametrize("claims", [{}, {"oid": ""}, {"oid": "o1", "roles": 1}])
async def test_a_token_of_entra_that_says_nothing_lets_nobody_in(
    front: Front, claims: dict[str, Any]
) -> None:
    front.passports.known["a passport"] = claims
    assert (await front.asked_as(x_agent_token="a passport"))[0] == 401


async def test_without_the_sign_in_of_azure_its_header_lets_nobody_in(shut: Front) -> None:
    status, told = await shut.asked_as(**signed_in("admin"))
    assert (status, "does not stand before this app" in told["detail"]) == (401, True)


async def test_agents_of_a_group_that_sees_its_own_alone_are_told_so(front: Front) -> None:
    await front.post("groups", {"key": "billing", "name": "Billing", "visibility": "own"})
    _, agent = await front.asked_as(**signed_in("agent", "group_billing", name="Ana"))
    _, boss = await front.asked_as(**signed_in("supervisor", "group_billing", name="Eva"))
    assert (agent["sees_all"], boss["sees_all"]) == (False, True)


async def test_a_name_is_written_down_once(front: Front) -> None:
    await front.post("users", ANA)
    answer = await front.browser.post("/api/v1/users", json={**ANA, "name": "ana"})
    assert answer.status_code == 409


async def test_a_group_that_is_none_is_named(front: Front) -> None:
    answer = await front.browser.post("/api/v1/users", json={**ANA, "groups": ["nowhere"]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "groups")


async def test_a_change_from_an_old_version_is_refused(front: Front) -> None:
    kept = await front.post("users", ANA)
    await changed(front, kept, roles=["supervisor"])
    assert (await changed(front, kept, roles=["admin"])).status_code == 412


@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["agent"]}])
async def test_no_admin_shuts_themselves_out(front: Front, change: dict[str, Any]) -> None:
    kept = await front.post("users", {"name": "root", "roles": ["admin"]})
    assert (await changed(front, kept, **change)).status_code == 409


async def test_no_admin_writes_themselves_down_as_less(front: Front) -> None:
    answer = await front.browser.post("/api/v1/users", json={"name": "ROOT", "roles": ["agent"]})
    assert (answer.status_code, answer.json()["detail"][:22]) == (409, "You would shut yoursel")


@pytest.mark.parametrize("closed", [{"active": False}, {"roles": []}])
async def test_a_closed_account_stays_closed_when_its_name_is_erased(
    front: Front, closed: dict[str, Any]
) -> None:
    kept = await front.post("users", {"name": "Ana", "roles": ["requester"]})
    await changed(front, kept, **closed)
    async with front.db.transaction() as conn:
        assert await service.erase(conn, ["Ana"], "+12125550100") == 0


async def test_a_group_that_is_gone_has_nobody_in_it(front: Front) -> None:
    group = await front.post("groups", {"key": "billing", "name": "Billing"})
    kept = await front.post("users", {**ANA, "groups": ["billing"]})
    await front.token(groups=["billing"])
    path, tag = f"/api/v1/groups/{group['id']}", {"if-match": '"1"'}
    assert (await front.browser.delete(path, headers=tag)).status_code == 204
    told = await front.browser.get(f"/api/v1/users/{kept['id']}")
    (token,) = (await front.browser.get("/api/v1/tokens")).json()["items"]
    assert (told.json()["groups"], token["groups"]) == ([], [])


async def test_a_group_can_be_called_otherwise(front: Front) -> None:
    group = await front.post("groups", {"key": "billing", "name": "Billing"})
    path, tag = f"/api/v1/groups/{group['id']}", {"if-match": '"1"'}
    wish = {"name": "Invoices", "visibility": "own"}
    told = (await front.browser.put(path, json=wish, headers=tag)).json()
    assert (told["key"], told["name"], told["visibility"]) == ("billing", "Invoices", "own")


async def test_people_are_listed_by_name_page_by_page(front: Front) -> None:
    for name in ("Eva", "ana", "Luz"):
        await front.post("users", {**ANA, "name": name})
    first = (await front.browser.get("/api/v1/users?limit=2")).json()
    rest = (await front.browser.get("/api/v1/users", params={"cursor": first["cursor"]})).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["ana", "Eva", "Luz"]
    assert rest["cursor"] is None


async def test_what_was_changed_of_somebody_is_written_down(front: Front) -> None:
    kept = await front.post("users", ANA)
    await changed(front, kept, roles=["supervisor"])
    (entry, _) = (await front.browser.get("/api/v1/audit")).json()["items"]
    assert (entry["actor"], entry["action"]) == ("Root", "user.changed")
    assert (entry["before"]["roles"], entry["after"]["roles"]) == (["agent"], ["supervisor"])


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 201), ("none", 201)],
)
async def test_no_other_site_changes_anything_in_somebodys_name(
    front: Front, site: str, status: int
) -> None:
    headers = {"sec-fetch-site": site}
    answer = await front.browser.post("/api/v1/users", json=ANA, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("asked", ["users?cursor=%00", "audit?actor=%00", "audit?subject=a%00"])
async def test_nobody_is_looked_for_by_what_cannot_be_written_down(
    front: Front, asked: str
) -> None:
    assert (await front.browser.get(f"/api/v1/{asked}")).status_code == 422
