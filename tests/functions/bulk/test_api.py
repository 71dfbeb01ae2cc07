from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from functions.bulk import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client

JOBS = "/api/v1/bulk-jobs"
DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}
NOBODY = "00000000-0000-0000-0000-000000000404"
URGENT = {"edit": {"urgency": 1}}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        yield desk


async def test_a_job_is_looked_at_begun_and_followed(desk: AsyncClient) -> None:
    ticket = (await desk.post("/api/v1/tickets", json=DRAFT)).json()
    asked = {"ticket_ids": [ticket["id"], NOBODY], "action": URGENT}
    shown = (await desk.post(f"{JOBS}/preview", json=asked)).json()
    seen = [{"ticket_id": row["ticket_id"], "version": 1} for row in shown["rows"]]
    job = await desk.post(JOBS, json={"tickets": seen, "action": URGENT})
    at = job.headers["location"]
    rows = (await desk.get(f"{at}/rows?limit=1")).json()
    rest = (await desk.get(f"{at}/rows?after={rows['next']}")).json()
    assert shown["counts"] == {"changed": 1, "refused": 1}
    assert (job.status_code, (await desk.get(at)).json()) == (202, job.json())
    assert job.json()["action"] == URGENT  # what is not named is not null, it stays
    assert (len(rows["items"]), len(rest["items"]), rest["next"]) == (1, 1, None)
    assert (await desk.post(f"{at}/undo")).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"tickets": [], "action": URGENT},
        {"tickets": [{"ticket_id": NOBODY, "version": 1}] * 2, "action": URGENT},
        {"tickets": [{"ticket_id": NOBODY, "version": 1}], "action": {}},
        {"tickets": [{"ticket_id": NOBODY, "version": 1}], "action": {"edit": {"state": "closed"}}},
    ],
)
async def test_a_job_that_makes_no_sense_is_refused(
    desk: AsyncClient, wrong: dict[str, object]
) -> None:
    assert (await desk.post(JOBS, json=wrong)).status_code == 422


async def test_a_job_that_is_not_there_is_not_found(desk: AsyncClient) -> None:
    assert (await desk.get(f"{JOBS}/{NOBODY}")).status_code == 404
