from typing import Any
from uuid import UUID

import pytest

from functions.links import service as links
from functions.mail import model, outgoing, service
from functions.mail.model import Desk, Inbound, Kind, State
from functions.tickets import lookup, talk
from functions.tickets import service as tickets
from functions.tickets.model import Draft, Edit, Entry, Resolution, Ticket, Wanted
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Rejected, Unauthenticated, Unavailable
from shared.messages import MailComment
from shared.value import Spoken
from tests.fake_vendors import FakeMail
from tests.fakes import TurnedClock

US = Desk(address="desk@centralita.example", organisation="Centralita", key="k" * 32)
EVA = "eva@people.example"
DRAFT = Draft(title="It jams", requester_name="Eva", requester_email=EVA)
ANA = Act(actor="Ana")
SOLVED = Resolution.model_validate({"code": "solution_provided", "notes": "Restarted"})
THEIRS = {
    "group": "network",
    "language": Spoken.ES,
    "requester_phone": "+12125550100",
    "contact_id": UUID(int=7),
    "requester_id": "eva-1",
}
HOUR = 3600


@pytest.fixture
async def ticket(db: Database, clock: TurnedClock) -> Ticket:
    return await opened(db, clock, DRAFT)


async def opened(db: Database, clock: TurnedClock, draft: Draft) -> Ticket:
    """One of which nobody was told."""
    async with db.transaction() as conn:
        return await tickets.open_on(conn, clock.now(), draft, "Ana")


def a_mail(**told: Any) -> Inbound:
    """Something that Eva writes."""
    about = {"from": EVA, "to": US.address, "subject": "Help", "text": "It jams again"}
    return Inbound.model_validate({**about, "message_id": "<1@people.example>", **told})


async def come(db: Database, clock: TurnedClock, **told: Any) -> Kind:
    return await service.receive(db, clock, a_mail(**told), US)


async def post(db: Database, clock: TurnedClock, sent: FakeMail) -> None:
    """Do what the outbox asks for, twice, as queues may."""
    async with db.transaction() as conn:
        cursor = await conn.execute("select body::text from outbox where queue = 'mail-comment'")
        told = [MailComment.model_validate_json(row[0]) for row in await cursor.fetchall()]
    for message in [*told, *told]:
        await outgoing.post_comment(db, clock, message, US)
        await outgoing.send_due(db, sent, clock, US)


async def commented(
    db: Database, clock: TurnedClock, ticket: Ticket, text: str = "On our way"
) -> FakeMail:
    sent = FakeMail()
    await talk.comment(db, clock, ticket.id, text, "Ana")
    await post(db, clock, sent)
    return sent


async def journal(db: Database, ticket: Ticket) -> list[Entry]:
    return await talk.journal(db, ticket.id, before=None, limit=20)


async def words(db: Database, ticket: Ticket) -> list[tuple[str, str | None]]:
    said = [each for each in await journal(db, ticket) if each.text]
    return [(each.kind, each.text) for each in said]


async def newest(db: Database) -> Ticket:
    (found,) = (await lookup.tickets(db, Wanted(limit=1)))[:1]
    return await tickets.ticket(db, found.id)


async def states(db: Database, ticket: Ticket) -> list[State]:
    async with db.transaction() as conn:
        return [each.state for each in await service.of_person(conn, [ticket.id], [])]


async def test_a_comment_is_mailed_to_the_requester_once(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    (letter,) = (await commented(db, clock, ticket)).sent
    assert letter.to == EVA
    assert "On our way" in letter.text
    assert letter.subject.startswith(f"Re: It jams [{ticket.number}:")
    assert not letter.automatic


async def test_what_is_not_for_the_requester_or_is_theirs_is_not_mailed(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    sent = FakeMail()
    await talk.note(db, clock, ticket.id, "Their third", "Ana")
    await talk.answer(db, clock, ticket.id, "Any news?", "Eva")
    await post(db, clock, sent)
    assert sent.sent == []


async def test_who_has_no_address_is_mailed_nothing(db: Database, clock: TurnedClock) -> None:
    draft = DRAFT.model_copy(update={"requester_email": None})
    ticket = await tickets.open_ticket(db, clock, draft, "Ana")
    assert (await commented(db, clock, ticket)).sent == []


@pytest.mark.parametrize(
    "address", ["eva", "eva@localhost", "a@b.example, c@d.example", US.address]
)
async def test_an_address_that_is_none_is_told_on_the_ticket(
    db: Database, clock: TurnedClock, address: str
) -> None:
    draft = DRAFT.model_copy(update={"requester_email": address})
    ticket = await opened(db, clock, draft)
    assert (await commented(db, clock, ticket)).sent == []
    lost = "A mail to the requester did not arrive: the address cannot be written to."
    assert (await words(db, ticket))[0] == ("work_note", lost)


async def test_a_server_that_is_away_is_tried_again_with_the_same_message_id(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    sent = FakeMail(failure=Unavailable("away", vendor="smtp"))
    await talk.comment(db, clock, ticket.id, "On our way", "Ana")
    await post(db, clock, sent)
    assert await states(db, ticket) == [State.WAITING]
    sent.failure, early = None, await outgoing.is_due(db, clock)
    await clock.advance(60)
    assert (early, await outgoing.is_due(db, clock)) == (False, True)
    assert [await outgoing.send_due(db, sent, clock, US) for _ in range(2)] == [1, 0]
    assert await states(db, ticket) == [State.SENT]


async def test_a_letter_is_given_up_after_a_day_and_at_once_where_it_is_refused(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    sent = FakeMail(failure=Unavailable("away", vendor="smtp"))
    await talk.comment(db, clock, ticket.id, "On our way", "Ana")
    await post(db, clock, sent)
    for _ in range(9):
        await clock.advance(8 * HOUR)
        await outgoing.send_due(db, sent, clock, US)
    sent.failure = Rejected("550 No such mailbox", vendor="smtp")
    await talk.comment(db, clock, ticket.id, "Still?", "Ana")
    await post(db, clock, sent)
    assert await states(db, ticket) == [State.FAILED, State.FAILED]


async def test_a_mail_opens_a_ticket_and_is_told_its_number(
    db: Database, clock: TurnedClock
) -> None:
    sent = FakeMail()
    assert (
        await come(db, clock, headers={"From": '"Eva Díaz" <eva@people.example>'}) is Kind.REQUEST
    )
    ticket = await newest(db)
    assert (ticket.title, ticket.description, ticket.channel) == ("Help", "It jams again", "email")
    assert (ticket.requester_name, ticket.requester_email) == ("Eva Díaz", EVA)
    await post(db, clock, sent)
    assert (sent.sent[0].automatic, sent.sent[0].references) == (True, ("1@people.example",))
    assert ticket.number in sent.sent[0].text


async def test_a_mail_that_comes_twice_is_taken_once(db: Database, clock: TurnedClock) -> None:
    kinds = [await come(db, clock) for _ in range(2)]
    found = await lookup.tickets(db, Wanted())
    assert (kinds, len(found)) == ([Kind.REQUEST, Kind.IGNORED], 1)


@pytest.mark.parametrize("by", ["message", "references", "token"])
async def test_an_answer_finds_its_ticket_and_what_waited_for_it_goes_on(
    db: Database, clock: TurnedClock, ticket: Ticket, by: str
) -> None:
    (letter,) = (await commented(db, clock, ticket)).sent
    wait = Edit.model_validate(
        {"state": "on_hold", "hold_reason": "awaiting_caller", "comment": "Which one?"}
    )
    await tickets.edit(db, clock, ticket.id, Edit.model_validate({"state": "in_progress"}), ANA)
    await tickets.edit(db, clock, ticket.id, wait, ANA)
    ways: dict[str, dict[str, Any]] = {
        "message": {"in_reply_to": f"<{letter.message_id}>"},
        "references": {"headers": {"References": f"<x@y> <{letter.message_id}>"}},
        "token": {"subject": f"RE: {letter.subject}"},
    }
    assert await come(db, clock, text="The left one", **ways[by]) is Kind.ANSWER
    assert (await words(db, ticket))[0] == ("comment", "The left one")
    assert (await tickets.ticket(db, ticket.id)).state == "in_progress"


async def test_a_token_that_was_guessed_opens_a_ticket_of_its_own(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    guessed = f"Re: It jams [{ticket.number}:{'a' * 16}]"
    assert await come(db, clock, subject=guessed) is Kind.REQUEST
    assert await words(db, ticket) == []


async def test_somebody_else_in_the_thread_speaks_to_the_desk_alone(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    (letter,) = (await commented(db, clock, ticket)).sent
    told = {"from": "max@people.example", "in_reply_to": letter.message_id}
    assert await come(db, clock, **told) is Kind.ANSWER
    assert (await words(db, ticket))[0] == (
        "work_note",
        "max@people.example wrote by mail:\n\nIt jams again",
    )


async def test_anothers_message_id_leads_nobody_into_their_ticket(
    db: Database, clock: TurnedClock
) -> None:
    await come(db, clock)
    told = {"from": "max@people.example", "message_id": "<2@people.example>"}
    assert await come(db, clock, **told, in_reply_to="<1@people.example>") is Kind.REQUEST
    own = {"message_id": "<3@people.example>", "in_reply_to": "<1@people.example>"}
    assert await come(db, clock, **own) is Kind.ANSWER


async def test_an_answer_to_a_closed_ticket_is_a_new_one_that_names_it(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    (letter,) = (await commented(db, clock, ticket)).sent
    await tickets.resolve(db, clock, ticket.id, SOLVED, ANA)
    await tickets.close(db, clock, ticket.id, ANA)
    assert await come(db, clock, in_reply_to=letter.message_id) is Kind.REQUEST
    note = f"It is a follow-up to {ticket.number}, which is closed."
    after = await newest(db)
    assert (await words(db, after))[0][1] == note
    (link,) = await links.links(db, ticket.id)
    assert (link.kind, link.inward, link.ticket.id) == ("related", True, after.id)


async def test_what_follows_a_closed_ticket_is_the_same_persons_and_groups(
    db: Database, clock: TurnedClock
) -> None:
    ticket = await opened(db, clock, DRAFT.model_copy(update=THEIRS))
    (letter,) = (await commented(db, clock, ticket)).sent
    await tickets.resolve(db, clock, ticket.id, SOLVED, ANA)
    await tickets.close(db, clock, ticket.id, ANA)
    await come(db, clock, in_reply_to=letter.message_id)
    assert (await newest(db)).model_dump(include=set(THEIRS)) == THEIRS


async def test_an_answer_to_a_resolved_ticket_reopens_it(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    (letter,) = (await commented(db, clock, ticket)).sent
    await tickets.resolve(db, clock, ticket.id, SOLVED, ANA)
    for n in range(2):
        told = {"message_id": f"<{n}@people.example>", "in_reply_to": letter.message_id}
        assert await come(db, clock, **told) is Kind.ANSWER
    after = await tickets.ticket(db, ticket.id)
    assert (after.state, after.reopened, after.resolved_at) == ("in_progress", 1, None)


@pytest.mark.parametrize(
    "told",
    [
        {"headers": {"Auto-Submitted": "auto-replied"}},
        {"headers": {"auto-submitted": "Auto-Generated; x=y"}},
        {"headers": {"Precedence": "bulk"}},
        {"headers": {"List-Id": "<news.people.example>"}},
        {"headers": {"X-Autoreply": "yes"}},
        {"from": US.address},
        {"from": "Desk <DESK@centralita.example>"},
        {"from": "noreply@people.example"},
        {"from": "not an address"},
        {"text": " ", "subject": " "},
    ],
)
async def test_what_no_person_wrote_opens_nothing_and_is_not_answered(
    db: Database, clock: TurnedClock, told: dict[str, Any]
) -> None:
    sent = FakeMail()
    assert await come(db, clock, **told) is Kind.IGNORED
    await post(db, clock, sent)
    assert (await lookup.tickets(db, Wanted()), sent.sent) == ([], [])


async def test_two_machines_that_talk_to_each_other_fall_silent(
    db: Database, clock: TurnedClock
) -> None:
    sent = FakeMail()
    kinds = [await come(db, clock, message_id=f"<{n}@people.example>") for n in range(25)]
    await post(db, clock, sent)
    assert (kinds.count(Kind.REQUEST), kinds.count(Kind.HELD), len(sent.sent)) == (20, 5, 3)
    await clock.advance(HOUR)
    assert await come(db, clock, message_id="<later@people.example>") is Kind.REQUEST


async def test_a_bounce_is_told_on_the_ticket_once(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    (letter,) = (await commented(db, clock, ticket)).sent
    text = f"550 No such mailbox\n\nMessage-ID: <{letter.message_id}>"
    for number in range(2):
        told = {"from": "MAILER-DAEMON@people.example", "message_id": f"<b{number}@x.example>"}
        assert await come(db, clock, text=text, **told) is Kind.BOUNCE
    notes = [text for kind, text in await words(db, ticket) if kind == "work_note"]
    assert notes == [
        "A mail to the requester did not arrive: returned by the mail server of the recipient."
    ]


async def test_erased_people_leave_no_address_in_mail(
    db: Database, clock: TurnedClock, ticket: Ticket
) -> None:
    await commented(db, clock, ticket)
    await come(db, clock, headers={"Auto-Submitted": "auto-replied"})
    async with db.transaction() as conn:
        assert await service.erase(conn, [ticket.id], []) == 1
        cursor = await conn.execute("select address, message_id from mail")
        ((address, message_id),) = await cursor.fetchall()
    assert (address, message_id.startswith("erased-")) == (None, True)


async def test_what_belongs_to_no_ticket_is_forgotten_after_a_month(
    db: Database, clock: TurnedClock
) -> None:
    await come(db, clock, **{"from": US.address})
    await clock.advance(31 * 24 * HOUR)
    await service.sweep(db, clock)
    async with db.transaction() as conn:
        cursor = await conn.execute("select count(*) from mail")
        assert await cursor.fetchone() == (0,)


def test_only_what_was_signed_just_now_is_taken(clock: TurnedClock) -> None:
    at, body = int(clock.now().timestamp()), b"{}"
    good = f"t={at},v1={model.signature('k', at, body)}"
    service.check_signature("k", good, body, clock.now())
    old = f"t={at - 301},v1={model.signature('k', at - 301, body)}"
    for wrong, said in [(None, body), (good, b"{ }"), (old, body), ("t=1", body)]:
        with pytest.raises(Unauthenticated):
            service.check_signature("k", wrong, said, clock.now())
