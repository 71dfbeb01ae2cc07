from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.webhooks import api
from shared.db.pool import Database
from shared.groups.house import Webhooks
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

HOOKS = "/api/v1/webhooks"
WANTED = {"name": "CRM", "url": "https://hooks.example/in", "events": ["ticket.opened"]}


@pytest.fixture
async def admin(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    settings = SimpleNamespace(webhooks=Webhooks())
    async with client(api.router, db=db, clock=clock, settings=settings) as admin:
        admin.headers.update(signed_in("admin", name="Root"))
        yield admin


async def made(admin: AsyncClient) -> dict[str, Any]:
    answer = await admin.post(HOOKS, json=WANTED)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_secret_is_shown_when_it_is_made_and_never_again(admin: AsyncClient) -> None:
    first = await made(admin)
    again = await admin.get(f"{HOOKS}/{first['id']}")
    assert first.pop("secret").startswith("whsec_")
    assert (again.json(), again.headers["etag"]) == (first, '"1"')
    assert (await admin.get(HOOKS)).json() == {"items": [first], "cursor": None}


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/in",
        "https://me:pw@hooks.example/",
        "https:///in",
        "https://hooks.example:port/",
        "https://hooks.example/#a",
        "https://hooks.example/a b",
        "file:///etc/passwd",
    ],
)
async def test_an_address_that_cannot_be_is_refused(admin: AsyncClient, url: str) -> None:
    answer = await admin.post(HOOKS, json=WANTED | {"url": url})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "url")


async def test_webhooks_are_for_admins(admin: AsyncClient) -> None:
    answer = await admin.get(HOOKS, headers=signed_in("supervisor"))
    assert (answer.status_code, answer.json()["needs"]) == (403, "admin")


async def test_a_webhook_is_changed_from_the_version_that_was_seen(admin: AsyncClient) -> None:
    address = f"{HOOKS}/{(await made(admin))['id']}"
    other = WANTED | {"name": "ERP"}
    late = await admin.put(address, json=other, headers={"if-match": '"2"'})
    done = await admin.put(address, json=other, headers={"if-match": '"1"'})
    assert (late.status_code, done.json()["name"], done.headers["etag"]) == (412, "ERP", '"2"')
    gone = await admin.delete(address, headers={"if-match": '"2"'})
    assert (gone.status_code, (await admin.get(address)).status_code) == (204, 404)


async def test_a_test_is_a_delivery_and_can_be_replayed(admin: AsyncClient) -> None:
    address = f"{HOOKS}/{(await made(admin))['id']}"
    test = (await admin.post(f"{address}/tests")).json()
    again = await admin.post(f"{HOOKS}/deliveries/{test['id']}/replay")
    page = (await admin.get(f"{address}/deliveries", params={"limit": 1})).json()
    rest = await admin.get(f"{address}/deliveries", params={"cursor": page["cursor"]})
    assert (again.status_code, page["items"]) == (202, [again.json()])
    assert rest.json() == {"items": [test], "cursor": None}


async def test_a_new_secret_says_how_long_the_old_one_signs(admin: AsyncClient) -> None:
    first = await made(admin)
    told = (await admin.post(f"{HOOKS}/{first['id']}/secret")).json()
    assert told["secret"] != first["secret"]
    assert told["old_secret_until"] == "2027-03-02T12:00:00Z"


async def test_what_becomes_of_a_webhook_is_in_the_audit_without_its_secrets(
    admin: AsyncClient, db: Database
) -> None:
    hook = await made(admin)
    address, first = f"{HOOKS}/{hook['id']}", {"if-match": '"1"'}
    elsewhere = WANTED | {"url": "https://elsewhere.example/in"}
    await admin.put(address, json=elsewhere, headers=first)
    await admin.post(f"{address}/secret")
    await admin.delete(address, headers={"if-match": '"2"'})
    gone, rotated, changed, created = await audit.entries(db, Wanted(subject=hook["id"]))
    actions = [each.action for each in (created, changed, rotated, gone)]
    assert actions == [
        f"webhook.{deed}" for deed in ("created", "changed", "secret_rotated", "deleted")
    ]
    assert (changed.before or {})["url"] != (changed.after or {})["url"]
    assert "whsec_" not in f"{gone}{rotated}{changed}{created}"
