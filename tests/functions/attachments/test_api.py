from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from httpx import AsyncClient

from functions.attachments import api
from functions.attachments.model import named
from functions.tickets import api as tickets
from shared.adapters.storage import Account, StorageFiles
from shared.db.pool import Database
from shared.groups.house import Tickets
from tests.fakes import TurnedClock
from tests.functions.signing import client, signed_in

DRAFT = {"title": "The printer is dead", "requester_name": "Front desk"}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock, storage: str) -> AsyncIterator[AsyncClient]:
    files = StorageFiles(Account(connection_string=storage))
    wired = {"db": db, "clock": clock, "files": files}
    settings = SimpleNamespace(tickets=Tickets(scanner=True))
    async with client(api.router, tickets.router, settings=settings, **wired) as desk:
        yield desk
    await files.close()


@pytest.fixture
async def ticket(desk: AsyncClient) -> str:
    """The address of a new ticket."""
    address: str = (await desk.post("/api/v1/tickets", json=DRAFT)).headers["location"]
    return address


async def test_a_file_comes_back_as_something_to_save(desk: AsyncClient, ticket: str) -> None:
    sent = {"file": ("C:\\tmp\\año1.html", b"<script>", "text/html")}
    file = (await desk.post(f"{ticket}/attachments", files=sent)).json()
    at = f"{ticket}/attachments/{file['id']}"
    waits = await desk.get(f"{at}/content")
    await desk.put(f"{at}/scan", json={"scan": "clean"}, headers=signed_in("admin"))
    answer = await desk.get(f"{at}/content")
    assert (waits.status_code, answer.content) == (409, b"<script>")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    named = "filename=\"a_o1.html.txt\"; filename*=UTF-8''a%C3%B1o1.html.txt"
    assert answer.headers["content-disposition"] == f"attachment; {named}"


async def test_a_file_can_be_taken_away(desk: AsyncClient, ticket: str) -> None:
    sent = await desk.post(f"{ticket}/attachments", files={"file": ("a.txt", b"a")})
    gone = await desk.delete(f"{ticket}/attachments/{sent.json()['id']}")
    assert (sent.status_code, gone.status_code) == (201, 204)
    assert (await desk.get(f"{ticket}/attachments")).json() == []


async def test_what_a_file_pretends_to_be_does_not_count(desk: AsyncClient, ticket: str) -> None:
    sent = {"file": ("photo.png", b"MZ\x90\x00", "image/png")}
    answer = await desk.post(f"{ticket}/attachments", files=sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")


async def test_only_who_may_says_what_a_scanner_found(desk: AsyncClient, ticket: str) -> None:
    file = (await desk.post(f"{ticket}/attachments", files={"file": ("a.txt", b"a")})).json()
    answer = await desk.put(f"{ticket}/attachments/{file['id']}/scan", json={"scan": "clean"})
    assert (answer.status_code, answer.json()["needs"]) == (403, "admin")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\x00.txt", "ab.txt"),
        (" ", "file"),
        ("a" * 300, "a" * 200),
    ],
)
def test_a_name_is_its_last_part_and_what_can_be_read_of_it(told: str, name: str) -> None:
    assert named(told) == name
