from functions.tasks import api
from functions.tickets import api as tickets
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client

DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}
FIRST = {"if-match": '"1"'}


async def test_tasks_are_added_ticked_and_dropped(db: Database, clock: TurnedClock) -> None:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        ticket = (await desk.post("/api/v1/tickets", json=DRAFT)).headers["location"]
        added = await desk.post(f"{ticket}/tasks", json=[{"title": "Toner", "mandatory": True}])
        task = f"{ticket}/tasks/{added.json()[0]['id']}"
        unseen = await desk.patch(task, json={"done": True})
        done = await desk.patch(task, json={"done": True}, headers=FIRST)
        late = await desk.delete(task, headers=FIRST)
        gone = await desk.delete(task, headers={"if-match": done.headers["etag"]})
        left = await desk.get(f"{ticket}/tasks")
    codes = [each.status_code for each in (added, unseen, done, late, gone)]
    assert codes == [201, 428, 200, 412, 204]
    assert left.json() == []
