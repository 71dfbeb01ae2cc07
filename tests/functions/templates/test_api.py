from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.fields import api as fields
from functions.tasks import api as tasks
from functions.templates import api, store
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

TEMPLATES = "/api/v1/ticket-templates"
LAPTOP = f"{TEMPLATES}/laptop"
PATTERN: dict[str, Any] = {
    "name": {"en": "New laptop", "es": "Portátil nuevo"},
    "preset": {"title": "A new laptop", "impact": 2, "urgency": 2, "assignee": "Luis"},
    "tasks": [{"title": "Order it", "mandatory": True}, {"title": "Ask for the old one"}],
}
EVA = {"requester_name": "Eva"}
NEW = {"if-none-match": "*"}
BOSS = signed_in("admin")


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    routers = (api.router, tickets.router, tasks.router, fields.router)
    async with client(*routers, db=db, clock=clock) as desk:
        await desk.put(LAPTOP, json=PATTERN, headers=NEW | BOSS)
        yield desk


async def test_a_ticket_is_opened_as_its_template_says(desk: AsyncClient) -> None:
    opened = await desk.post(f"{LAPTOP}/tickets", json=EVA | {"urgency": 1})
    ticket = opened.json()
    assert (opened.status_code, ticket["title"]) == (201, "A new laptop")
    assert (ticket["priority"], ticket["assignee"], ticket["open_tasks"]) == (2, "Luis", 1)
    listed = (await desk.get(f"{opened.headers['location']}/tasks")).json()
    assert [each["title"] for each in listed] == ["Order it", "Ask for the old one"]


async def test_a_repeated_request_opens_one_ticket_with_one_checklist(desk: AsyncClient) -> None:
    key = {"idempotency-key": "k1"}
    answers = [await desk.post(f"{LAPTOP}/tickets", json=EVA, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    listed = (await desk.get(f"{answers[0].headers['location']}/tasks")).json()
    assert len(listed) == 2


async def test_whoever_changes_a_template_keeps_nobody_from_using_it(
    desk: AsyncClient, db: Database
) -> None:
    async with db.transaction() as conn:
        await store.lock(conn, "laptop")
        opened = await desk.post(f"{LAPTOP}/tickets", json=EVA)
    assert opened.status_code == 201


async def test_a_ticket_without_any_title_is_refused(desk: AsyncClient) -> None:
    nameless = PATTERN | {"preset": {}}
    await desk.put(f"{TEMPLATES}/blank", json=nameless, headers=NEW | BOSS)
    answer = await desk.post(f"{TEMPLATES}/blank/tickets", json=EVA)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "title")


async def test_a_field_of_a_template_is_on_its_tickets_alone(desk: AsyncClient) -> None:
    label = {"en": "Model", "es": "Modelo"}
    field = {"label": label, "kind": "text", "required_in": ["new"], "templates": ["laptop"]}
    await desk.put("/api/v1/ticket-fields/model", json=field, headers=NEW | BOSS)
    lacking = await desk.post(f"{LAPTOP}/tickets", json=EVA)
    filled = await desk.post(f"{LAPTOP}/tickets", json=EVA | {"fields": {"model": "X1"}})
    other = await desk.post("/api/v1/tickets", json=EVA | {"title": "Printer"})
    codes = [each.status_code for each in (lacking, filled, other)]
    assert codes == [422, 201, 201]


async def test_templates_are_changed_and_dropped_by_version(desk: AsyncClient) -> None:
    again = await desk.put(LAPTOP, json=PATTERN, headers=NEW | BOSS)
    changed = await desk.put(LAPTOP, json=PATTERN, headers={"if-match": '"1"'} | BOSS)
    late = await desk.delete(LAPTOP, headers={"if-match": '"1"'} | BOSS)
    gone = await desk.delete(LAPTOP, headers={"if-match": '"2"'} | BOSS)
    nothing = await desk.post(f"{LAPTOP}/tickets", json=EVA)
    codes = [each.status_code for each in (again, changed, late, gone, nothing)]
    assert codes == [412, 200, 412, 204, 404]


async def test_what_becomes_of_a_template_is_in_the_audit(desk: AsyncClient, db: Database) -> None:
    urgent = PATTERN | {"preset": {"title": "A new laptop", "urgency": 1}}
    await desk.put(LAPTOP, json=urgent, headers={"if-match": '"1"'} | BOSS)
    await desk.delete(LAPTOP, headers={"if-match": '"2"'} | BOSS)
    gone, changed, created = await audit.entries(db, Wanted(subject="laptop"))
    actions = [each.action for each in (created, changed, gone)]
    assert actions == [f"ticket_template.{deed}" for deed in ("created", "changed", "deleted")]
    urgencies = [(each or {})["preset"]["urgency"] for each in (changed.before, changed.after)]
    assert urgencies == [2, 1]


async def test_what_becomes_of_a_field_is_in_the_audit(desk: AsyncClient, db: Database) -> None:
    field = {"label": {"en": "Model", "es": "Modelo"}, "kind": "text"}
    at = "/api/v1/ticket-fields/model"
    await desk.put(at, json=field, headers=NEW | BOSS)
    await desk.put(at, json=field | {"retired": True}, headers={"if-match": '"1"'} | BOSS)
    entries = await audit.entries(db, Wanted(subject="model"))
    assert [each.action for each in entries] == ["ticket_field.changed", "ticket_field.created"]
