"""What comes as more than twenty mails an hour is held, told, and let in or thrown away."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient

from functions.attachments import service as attachments
from functions.audit import service as audit
from functions.audit.model import Wanted as AuditWanted
from functions.mail import api, enclosures, holding, service
from functions.mail.model import Kind
from functions.tickets import lookup
from functions.tickets import service as tickets
from functions.tickets.model import Heading, Wanted
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.groups.vendors import Mail
from shared.messages import ForgetFiles, RaiseAlert
from tests.fake_stores import FakeFiles
from tests.fakes import TurnedClock
from tests.functions.mail.test_enclosures import LOG, a_file
from tests.functions.mail.test_service import EVA, US, a_mail, newest, words
from tests.functions.signing import client, signed_in

pytestmark = pytest.mark.usefixtures("flooded")

HELD = "/api/v1/held-mail"
HOUR, DAY = 3600, 86_400


@pytest.fixture
def files() -> FakeFiles:
    return FakeFiles()


@pytest.fixture
async def boss(db: Database, clock: TurnedClock, files: FakeFiles) -> AsyncIterator[AsyncClient]:
    settings = SimpleNamespace(mail=Mail())
    async with client(api.router, db=db, clock=clock, files=files, settings=settings) as boss:
        boss.headers.update(signed_in("supervisor", name="Boss"))
        yield boss


@pytest.fixture
async def flooded(
    db: Database, clock: TurnedClock, files: FakeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of Eva's three mails have come in, as many as an hour may see; the third is held."""
    monkeypatch.setattr(service, "MOST_MAILS", 2)
    for number in (1, 2, 3):
        await come(db, clock, files, number, subject=f"Help {number}")


async def come(
    db: Database, clock: TurnedClock, files: FakeFiles, number: int, **told: Any
) -> Kind:
    await clock.advance(1)
    mail = a_mail(**{"message_id": f"<{number}@people.example>", **told})
    return await enclosures.receive(db, clock, files, mail, US)


async def held(boss: AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await boss.get(HELD)).json()["items"]
    return items


async def titles(db: Database) -> list[str]:
    found: list[Heading] = await lookup.tickets(db, Wanted())
    return [each.title for each in found]


async def put_out(db: Database, queue: str) -> list[str]:
    async with db.transaction() as conn:
        cursor = await conn.execute("select body::text from outbox where queue = %s", (queue,))
        return [row[0] for row in await cursor.fetchall()]


async def test_what_is_too_much_is_held_with_its_words(boss: AsyncClient) -> None:
    answer = (await boss.get(HELD)).json()
    (mail,) = answer["items"]
    assert (mail["address"], mail["subject"], mail["text"]) == (EVA, "Help 3", "It jams again")
    assert answer["senders"] == [{"address": EVA, "count": 1}]


async def test_the_desk_is_told_at_once_and_then_how_many_they_were(
    db: Database, clock: TurnedClock, files: FakeFiles
) -> None:
    await come(db, clock, files, 4)
    at_once = (await words(db, await newest(db)))[0][1] or ""
    await holding.tell(db, clock)
    await clock.advance(HOUR)
    for _ in range(2):
        await holding.tell(db, clock)
    told = [text for _, text in await words(db, await newest(db))]
    (alert,) = await put_out(db, "raise-alert")
    assert "More than 2 mails came from eva@people.example" in at_once
    assert told[:2] == [
        "2 mails from eva@people.example were held. Nothing came since.",
        at_once,
    ]
    assert EVA not in RaiseAlert.model_validate_json(alert).text


async def test_what_is_let_in_opens_its_ticket_with_its_files_once(
    db: Database, clock: TurnedClock, files: FakeFiles, boss: AsyncClient
) -> None:
    await come(db, clock, files, 4, subject="The log", attachments=[a_file(*LOG)])
    mail = (await held(boss))[0]
    answers = [(await boss.post(f"{HELD}/{mail['id']}/admission")).status_code for _ in range(2)]
    for _ in range(2):
        await holding.let_in(db, clock, files, US)
    ticket = await newest(db)
    (file,) = await attachments.of_ticket(db, ticket.id)
    assert (answers, mail["files"], await titles(db)) == (
        [202, 404],
        1,
        ["The log", "Help 2", "Help 1"],
    )
    assert (file.name, len(await held(boss)), len(await put_out(db, "forget-files"))) == (
        "log.txt",
        1,
        1,
    )


async def test_an_answer_that_was_held_finds_its_ticket(
    db: Database, clock: TurnedClock, files: FakeFiles, boss: AsyncClient
) -> None:
    await come(db, clock, files, 4, text="The left one", in_reply_to="<1@people.example>")
    await boss.post(f"{HELD}/{(await held(boss))[0]['id']}/admission")
    await holding.let_in(db, clock, files, US)
    first = (await lookup.tickets(db, Wanted()))[-1]
    said = await words(db, await tickets.ticket(db, first.id))
    assert (await titles(db), said) == (["Help 2", "Help 1"], [("comment", "The left one")])


async def test_a_mail_whose_files_cannot_be_kept_yet_goes_on_with_these(
    db: Database, clock: TurnedClock, files: FakeFiles, boss: AsyncClient
) -> None:
    await come(db, clock, files, 4, subject="The log", attachments=[a_file(*LOG)])
    await boss.post(f"{HELD}/admissions", json={"address": EVA})
    files.failure = Unavailable("down", vendor="storage")
    with pytest.raises(Unavailable):
        await holding.let_in(db, clock, files, US)
    files.failure = None
    for _ in range(2):
        await holding.let_in(db, clock, files, US)
    assert (await titles(db)).count("The log") == 1
    assert await held(boss) == []


async def test_files_that_cannot_be_held_now_are_handed_over_again(
    db: Database, clock: TurnedClock, files: FakeFiles
) -> None:
    files.failure = Unavailable("down", vendor="storage")
    with pytest.raises(Unavailable):
        await come(db, clock, files, 4, attachments=[a_file(*LOG)])
    files.failure = None
    await come(db, clock, files, 4, attachments=[a_file(*LOG)])
    assert len(files.kept) == 1


async def test_what_is_thrown_away_is_gone_with_its_files_and_in_the_audit(
    db: Database, clock: TurnedClock, files: FakeFiles, boss: AsyncClient
) -> None:
    await come(db, clock, files, 4, attachments=[a_file(*LOG)])
    first, second = await held(boss)
    one = await boss.delete(f"{HELD}/{first['id']}")
    rest = await boss.post(f"{HELD}/removals", json={"address": EVA.upper()})
    (path,) = ForgetFiles.model_validate_json((await put_out(db, "forget-files"))[0]).paths
    (noted,) = await audit.entries(db, AuditWanted(subject=second["id"]))
    assert (one.status_code, rest.json(), await held(boss)) == (204, {"count": 1}, [])
    assert (path in files.kept, noted.actor, noted.action) == (True, "Boss", "mail.discarded")


async def test_no_more_is_held_of_one_sender_than_somebody_can_look_at(
    db: Database,
    clock: TurnedClock,
    files: FakeFiles,
    boss: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "MOST_HELD", 1)
    assert await come(db, clock, files, 4) is Kind.IGNORED
    assert len(await held(boss)) == 1


async def test_what_a_machine_sent_is_not_held(
    db: Database, clock: TurnedClock, files: FakeFiles
) -> None:
    kind = await come(db, clock, files, 4, headers={"Auto-Submitted": "auto-replied"})
    assert kind is Kind.IGNORED


async def test_what_nobody_looked_at_in_time_goes(
    db: Database, clock: TurnedClock, files: FakeFiles, boss: AsyncClient
) -> None:
    await clock.advance(31 * DAY)
    await service.sweep(db, clock)
    kept = await held(boss)
    for dry_run in (True, False):
        async with db.transaction() as conn:
            assert await holding.retire(conn, clock.now(), 9, dry_run=dry_run) == 1
    assert (len(kept), await held(boss)) == (1, [])


async def test_who_is_erased_leaves_no_mail_that_is_held(
    db: Database, clock: TurnedClock, boss: AsyncClient
) -> None:
    async with db.transaction() as conn:
        mine = await service.held_from(conn, {EVA.upper()})
        await service.erase_held(conn, {EVA.upper()}, clock.now())
        cursor = await conn.execute("select count(*) from mail where ticket_id is null")
        assert (len(mine), await cursor.fetchone()) == (1, (0,))
    assert await held(boss) == []


async def test_agents_do_not_look_at_mail_that_is_held(boss: AsyncClient) -> None:
    answer = await boss.get(HELD, headers=signed_in("agent"))
    assert (answer.status_code, answer.json()["needs"]) == (403, "supervisor")
