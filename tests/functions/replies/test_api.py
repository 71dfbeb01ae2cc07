from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.replies import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

REPLIES = "/api/v1/replies"
NAME = {"en": "Received", "es": "Recibida"}
TEXT = {"en": "{number} is with {agent}", "es": "{agent} tiene {number}"}
WORDING = {"name": NAME, "text": TEXT}
DRAFT = {"title": "The printer is dead", "requester_name": "Front desk", "language": "es"}
NEW, FIRST = {"if-none-match": "*"}, {"if-match": '"1"'}
BOSS = signed_in("supervisor", name="Eva")


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        yield desk


async def test_a_reply_is_written_changed_and_dropped_by_version(desk: AsyncClient) -> None:
    at = f"{REPLIES}/received"
    answers = [
        await desk.put(at, json=WORDING, headers=headers | BOSS)
        for headers in (NEW, NEW, {}, FIRST, FIRST)
    ]
    assert [each.status_code for each in answers] == [201, 412, 428, 200, 412]
    assert answers[-1].json()["missed"][0]["by"] == "Eva"
    dropped = await desk.delete(at, headers={"if-match": '"2"'} | BOSS)
    assert (dropped.status_code, (await desk.get(REPLIES)).json()) == (204, [])


async def test_a_reply_reads_in_the_language_of_the_ticket(desk: AsyncClient) -> None:
    await desk.put(f"{REPLIES}/received", json=WORDING, headers=NEW | BOSS)
    ticket = (await desk.post("/api/v1/tickets", json=DRAFT)).json()
    at = f"{REPLIES}/received/text?ticket_id={ticket['id']}"
    told, english = (await desk.get(at)).json(), (await desk.get(f"{at}&language=en")).json()
    assert told == {"language": "es", "text": "Ana tiene INC0010001", "lacks": []}
    assert english["text"] == "INC0010001 is with Ana"


async def test_what_is_not_there_is_not_found(desk: AsyncClient) -> None:
    ticket = (await desk.post("/api/v1/tickets", json=DRAFT)).json()
    answer = await desk.get(f"{REPLIES}/received/text?ticket_id={ticket['id']}")
    assert answer.status_code == 404


async def test_agents_do_not_write_replies(desk: AsyncClient) -> None:
    answer = await desk.put(f"{REPLIES}/received", json=WORDING, headers=NEW)
    assert answer.json()["needs"] == "supervisor"


async def test_what_becomes_of_a_reply_is_in_the_audit(desk: AsyncClient, db: Database) -> None:
    at, other = f"{REPLIES}/received", WORDING | {"text": {"en": "Got it", "es": "Recibido"}}
    await desk.put(at, json=WORDING, headers=NEW | BOSS)
    await desk.put(at, json=other, headers=FIRST | BOSS)
    await desk.delete(at, headers={"if-match": '"2"'} | BOSS)
    gone, changed, created = await audit.entries(db, Wanted(subject="received"))
    actions = [each.action for each in (created, changed, gone)]
    assert actions == [f"canned_reply.{deed}" for deed in ("created", "changed", "deleted")]
    assert [(each or {})["text"] for each in (changed.before, gone.before)] == [
        TEXT,
        other["text"],
    ]
