from functions.tickets import api as tickets
from functions.watching import api
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

TICKETS, TOLD = "/api/v1/tickets", "/api/v1/notifications"
DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}


async def test_somebody_reads_what_they_were_told(db: Database, clock: TurnedClock) -> None:
    async with client(api.router, tickets.router, db=db, clock=clock) as desk:
        ticket = (await desk.post(TICKETS, json=DRAFT)).headers["location"]
        for text in ("@luis one", "@luis two"):
            await desk.post(f"{ticket}/work-notes", json={"text": text})
        luis = signed_in("agent", name="luis")
        first = (await desk.get(f"{TOLD}?limit=1", headers=luis)).json()
        rest = (await desk.get(f"{TOLD}?after={first['next']}", headers=luis)).json()
        read = {"up_to": first["items"][0]["id"]}
        count = (await desk.post(f"{TOLD}/reading", json=read, headers=luis)).json()
        unread = (await desk.get(f"{TOLD}?unread=true", headers=luis)).json()
    assert [len(first["items"]), len(rest["items"]), count["count"]] == [1, 1, 2]
    assert unread == {"items": [], "next": None}
