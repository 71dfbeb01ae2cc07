import base64
from typing import Any

import pytest

from functions.attachments import service as attachments
from functions.attachments.model import Attachment, Scan
from functions.mail import enclosures, model
from functions.mail.model import Kind
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Ticket
from shared.db.pool import Database
from shared.errors import Unavailable
from tests.fake_stores import FakeFiles
from tests.fakes import TurnedClock
from tests.functions.mail.test_service import EVA, US, a_mail, newest, words

PNG = b"\x89PNG\r\n\x1a\n and more"
LOG, SCREEN = ("log.txt", b"It jams at nine."), ("screen.png", PNG)
PROGRAM = ("setup.exe", b"MZ\x90\x00\x03")
ZOE = "zoe@people.example"


def a_file(name: str, data: bytes) -> dict[str, str]:
    content = base64.b64encode(data).decode()
    return {"name": name, "content_type": "application/x-anything", "content": content}


async def come(
    db: Database, files: FakeFiles, *sent: tuple[str, bytes], **told: Any
) -> tuple[Kind, Ticket]:
    """What a mail with these files is taken as, and the ticket that it is about."""
    mail = a_mail(attachments=[a_file(*each) for each in sent], **told)
    return await enclosures.receive(db, TurnedClock(), files, mail, US), await newest(db)


async def kept(db: Database, ticket: Ticket) -> list[Attachment]:
    return await attachments.of_ticket(db, ticket.id)


async def test_the_files_of_a_mail_are_its_tickets_and_wait_to_be_scanned(db: Database) -> None:
    files = FakeFiles()
    kind, ticket = await come(db, files, LOG, SCREEN)
    found = await kept(db, ticket)
    told = sorted((each.name, each.media_type, each.scan) for each in found)
    assert (kind, told) == (
        Kind.REQUEST,
        [("log.txt", "text/plain", Scan.PENDING), ("screen.png", "image/png", Scan.PENDING)],
    )
    assert {(each.is_public, each.by_requester) for each in found} == {(True, True)}
    assert sorted(files.kept.values()) == sorted([LOG[1], PNG])


async def test_a_file_that_is_refused_is_told_to_the_desk_and_the_rest_is_kept(
    db: Database,
) -> None:
    _, ticket = await come(db, FakeFiles(), PROGRAM, ("empty.txt", b""), LOG)
    (kind, text) = (await words(db, ticket))[0]
    assert [each.name for each in await kept(db, ticket)] == ["log.txt"]
    assert (kind, "setup.exe: file: is of no type" in (text or "")) == ("work_note", True)
    assert "empty.txt: file: is empty" in (text or "")


async def test_what_is_no_base64_loses_no_mail(db: Database) -> None:
    mail = a_mail(attachments=[{"name": "../a\x00.txt", "content": "no base64!"}])
    kind = await enclosures.receive(db, TurnedClock(), FakeFiles(), mail, US)
    (_, text) = (await words(db, await newest(db)))[0]
    assert (kind, "a.txt: file: cannot be read" in (text or "")) == (Kind.REQUEST, True)


async def test_more_files_than_a_mail_may_bring_are_told(db: Database) -> None:
    sent = [(f"{number}.txt", b"%d" % number) for number in range(26)]
    _, ticket = await come(db, FakeFiles(), *sent)
    (_, text) = (await words(db, ticket))[0]
    assert (len(await kept(db, ticket)), "25.txt: A mail brings 25" in (text or "")) == (25, True)


async def test_a_mail_handed_over_twice_is_taken_once_with_its_files(db: Database) -> None:
    files = FakeFiles()
    first, ticket = await come(db, files, LOG, PROGRAM)
    again, same = await come(db, files, LOG, PROGRAM)
    assert (first, again, same.id) == (Kind.REQUEST, Kind.IGNORED, ticket.id)
    assert (len(await kept(db, ticket)), len(await words(db, ticket))) == (1, 1)


async def test_files_that_could_not_be_kept_come_when_the_mail_is_handed_over_again(
    db: Database,
) -> None:
    files = FakeFiles(failure=Unavailable("away", vendor="storage"))
    with pytest.raises(Unavailable):
        await come(db, files, LOG)
    files.failure = None
    _, ticket = await come(db, files, LOG)
    assert [each.name for each in await kept(db, ticket)] == ["log.txt"]


async def test_files_that_never_come_are_told_once(db: Database, clock: TurnedClock) -> None:
    with pytest.raises(Unavailable):
        await come(db, FakeFiles(failure=Unavailable("away", vendor="storage")), LOG)
    early = await enclosures.give_up(db, clock)
    await clock.advance(enclosures.LATE.total_seconds())
    given_up = [await enclosures.give_up(db, clock) for _ in range(2)]
    assert (early, given_up, len(await words(db, await newest(db)))) == (0, [1, 0], 1)


async def test_files_of_an_answer_are_the_requesters_and_anybody_elses_are_for_the_desk(
    db: Database, clock: TurnedClock
) -> None:
    draft = Draft(title="It jams", requester_name="Eva", requester_email=EVA)
    ticket = await tickets.open_ticket(db, clock, draft, "Ana")
    subject = f"Re: [{ticket.number}:{model.token(US.key, ticket.id)}]"
    for number, address in enumerate((EVA, ZOE)):
        told = {"from": address, "subject": subject, "message_id": f"<{number}@x>"}
        await come(db, FakeFiles(), (f"{number}.txt", b"%d" % number), **told)
    found = {(each.added_by, each.is_public) for each in await kept(db, ticket)}
    assert found == {("Eva", True), ("mail", False)}


async def test_a_mail_that_holds_only_a_file_is_taken(db: Database) -> None:
    kind, ticket = await come(db, FakeFiles(), LOG, text="", subject="")
    assert (kind, len(await kept(db, ticket))) == (Kind.REQUEST, 1)


async def test_files_of_what_no_person_wrote_are_nobodys(db: Database) -> None:
    files = FakeFiles()
    mail = a_mail(attachments=[a_file(*LOG)], headers={"Auto-Submitted": "auto-replied"})
    kind = await enclosures.receive(db, TurnedClock(), files, mail, US)
    assert (kind, files.kept) == (Kind.IGNORED, {})
