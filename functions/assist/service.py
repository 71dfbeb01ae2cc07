"""What people do with suggestions: see them, ask for them, decide on them, and set their bounds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.access import service as access
from functions.access.model import Sight
from functions.articles import service as articles
from functions.articles.model import Article, Wording
from functions.articles.store import Use
from functions.assignments import service as assignments
from functions.assist import ledger, model, store
from functions.assist.bounds import Chosen, Settings, Spent
from functions.assist.clearing import cleared
from functions.assist.model import (
    CATEGORY,
    Case,
    Choices,
    Decision,
    Kind,
    SourceKind,
    Standing,
    Suggestion,
    Verdict,
)
from functions.assist.store import Wish
from functions.fields import service as fields
from functions.tickets import lookup, talk
from functions.tickets import service as tickets
from functions.tickets import sight as sights
from functions.tickets.model import Ticket
from functions.tickets.service import Act
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid, Stale, Unconditional
from shared.messages import AssistTicket
from shared.ports import Clock
from shared.value import Spoken, Value

READ = 60
"""Entries of a journal that are read."""
PROBLEM = {Spoken.EN: "Problem", Spoken.ES: "Problema"}
SOLUTION = {Spoken.EN: "Solution", Spoken.ES: "Solución"}


class Hand(Value):
    """Who decides, which version of the ticket they have seen, if they said so, and what they see.

    `sight` is empty for whoever sees all tickets.
    """

    actor: str
    seen: int | None = None
    sight: Sight | None = None


async def case(conn: Connection, ticket: Ticket) -> Case:
    """A ticket with its latest words: on tickets merged into it somebody else may have asked."""
    said = await talk.told(conn, ticket.id, READ)
    own = (each for each in reversed(said) if each.ticket_id == ticket.id)
    return Case(ticket=ticket, said=tuple(own))


async def choices(conn: Connection, template: str | None) -> Choices:
    """What triage may choose from, for tickets of that template."""
    known = {each.key: each for each in await fields.every(conn) if each.belongs_to(template)}
    categories = known.get(CATEGORY)
    return Choices(
        categories=categories.choices if categories else (), groups=await access.group_keys(conn)
    )


async def queues(conn: Connection, ticket: Ticket) -> set[str]:
    """Where a ticket waits: with its group, and with the team that has it or is to get it."""
    told = [ticket.group, await assignments.team_of(conn, ticket)]
    return {each for each in told if each}


async def of_ticket(
    db: Database,
    ticket_id: UUID,
    *,
    before: UUID | None,
    limit: int,
    sight: Sight | None = None,
) -> list[Suggestion]:
    """What was suggested, the newest first, one more than the page holds. Raises `NotFound`."""
    async with db.transaction() as conn:
        await lookup.version(conn, ticket_id)
        found = await store.of_ticket(conn, ticket_id, before=before, limit=limit + 1)
        return await _shown(conn, found, sight)


async def for_people(
    db: Database, *, after: UUID | None, limit: int, sight: Sight | None = None
) -> list[Suggestion]:
    """Triage in sight that a person has to look at first, the oldest first, one more than asked."""
    wanted, kept = limit + 1, list[Suggestion]()
    async with db.transaction() as conn:
        while found := await store.for_people(conn, after=after, limit=wanted):
            seen = await sights.seen(conn, (each.ticket_id for each in found), sight)
            kept += [each for each in found if each.ticket_id in seen]
            if len(kept) >= wanted or len(found) < wanted:
                break
            after = found[-1].id
        return await _shown(conn, kept[:wanted], sight)


async def _shown(
    conn: Connection, found: Sequence[Suggestion], sight: Sight | None
) -> list[Suggestion]:
    """Suggestions without those of their sources that are tickets out of sight."""
    told = {source.id for each in found for source in each.sources if source.is_ticket}
    seen = await sights.seen(conn, told, sight) if told else set()
    return [
        each.model_copy(
            update={"sources": tuple(s for s in each.sources if not s.is_ticket or s.id in seen)}
        )
        for each in found
    ]


async def ask(db: Database, clock: Clock, ticket_id: UUID, kind: Kind, actor: str) -> None:
    """Have something suggested now. Raises `NotFound`, and `Conflict` where a ticket is over."""
    now = clock.now()
    async with db.transaction() as conn:
        ticket = await tickets.on(conn, ticket_id)
        stands = await case(conn, ticket)
        if not stands.is_open and kind is not Kind.SUMMARY:
            raise Conflict(
                f"A ticket that is {ticket.state} needs a summary at the most.", state=ticket.state
            )
        about = {"ticket_id": ticket_id, "basis": stands.basis(kind)}
        await store.wish(conn, Wish(kind=kind, wished_by=actor, due_at=now, **about))
        await outbox.put(conn, AssistTicket.new(now, ticket_id=ticket_id))


async def decide(
    db: Database, clock: Clock, suggestion_id: UUID, decision: Decision, hand: Hand
) -> tuple[Suggestion, int]:
    """Accept, edit or reject; and the ticket's version then. An accepted triage edits the ticket.

    Raises `NotFound` also where its ticket is out of sight, `Invalid`, `Conflict` where it was
    decided on or the ticket has left it behind, and what an edit of a ticket raises.
    """
    now = clock.now()
    async with db.transaction() as conn:
        found, basis = await store.lock(conn, suggestion_id)
        ticket = await tickets.locked(conn, found.ticket_id)
        if not await sights.seen(conn, [ticket.id], hand.sight):
            raise store.none_such(suggestion_id)
        await _check(conn, found, basis, ticket, decision)
        if decision.decision is Verdict.ACCEPTED and found.kind is Kind.TRIAGE:
            ticket = await _apply(conn, now, found, ticket, hand)
        if decision.decision is not Verdict.REJECTED:
            await _use(conn, found, ticket, now)
        decided = _decided(found, decision, hand.actor, now)
        await store.decide(conn, decided)
        [shown] = await _shown(conn, [decided], hand.sight)
    return shown, ticket.version


async def _check(
    conn: Connection, found: Suggestion, basis: str, ticket: Ticket, decision: Decision
) -> None:
    if found.state not in {Standing.OFFERED, Standing.STALE}:
        raise Conflict(f"It was {found.state} by {found.decided_by} already.", state=found.state)
    now_basis = (await case(conn, ticket)).basis(found.kind)
    is_stale = found.state is Standing.STALE or basis != now_basis
    if is_stale and decision.decision is Verdict.ACCEPTED:
        raise Conflict(
            "The ticket has changed since this was suggested. "
            f"POST /api/v1/tickets/{ticket.id}/suggestions asks for another.",
            state=Standing.STALE,
        )
    if found.kind is not Kind.TRIAGE and (decision.decision is Verdict.EDITED) != bool(
        decision.text
    ):
        problem = "give the text that was used with edited, and with nothing else"
        errors = [{"field": "text", "problem": problem}]
        raise Invalid(f"text: {problem}.", errors=errors)


async def _apply(
    conn: Connection, now: datetime, found: Suggestion, ticket: Ticket, hand: Hand
) -> Ticket:
    if hand.seen is None:
        raise Unconditional("Send the ETag of the ticket as If-Match: accepting triage edits it.")
    change = model.edit(found.content, await choices(conn, ticket.template))
    return await tickets.edit_on(
        conn, now, ticket.id, change, Act(actor=hand.actor, seen=hand.seen)
    )


async def _use(conn: Connection, found: Suggestion, ticket: Ticket, now: datetime) -> None:
    """Its articles had to do with the ticket: if that is reopened, somebody looks at them."""
    told = [each.id for each in found.sources if each.kind is SourceKind.ARTICLE]
    if told and found.kind in {Kind.REPLY, Kind.RESOLUTION}:
        used = Use(ticket_id=ticket.id, reopened=ticket.reopened, at=now)
        await articles.use(conn, told, used)


def _decided(found: Suggestion, decision: Decision, actor: str, now: datetime) -> Suggestion:
    text = decision.text if decision.decision is Verdict.EDITED else None
    stayed = model.kept(str(found.content.get("text", "")), text) if text else None
    said = {"decided_by": actor, "decided_at": now, "decided_text": text, "kept": stayed}
    return found.model_copy(update={"state": Standing(decision.decision), **said})


async def apply_by_itself(
    conn: Connection, now: datetime, found: Suggestion, seen: int, actor: str
) -> None:
    """Write triage into a ticket under a name of its own, unless anybody has changed that since."""
    ticket = await tickets.locked(conn, found.ticket_id)
    try:
        await _apply(conn, now, found, ticket, Hand(actor=actor, seen=seen))
    except (Stale, Conflict, Invalid):
        return  # it stays offered: a person decides
    decision = Decision(decision=Verdict.ACCEPTED)
    await store.decide(conn, _decided(found, decision, actor, now))


async def settings(db: Database, clock: Clock) -> tuple[Settings, Spent]:
    """What was chosen, and what today has cost by now."""
    async with db.transaction() as conn:
        return await ledger.settings(conn), await ledger.spent(conn, clock.now().date())


async def choose(db: Database, clock: Clock, chosen: Chosen, actor: str, *, seen: int) -> Settings:
    """Set the bounds. Raises `Stale` where somebody else has set them since."""
    about = {"version": seen + 1, "changed_by": actor, "changed_at": clock.now()}
    wanted = Settings.model_validate({**chosen.model_dump(), **about})
    async with db.transaction() as conn:
        before = await ledger.settings(conn)
        if before.version != seen or not await ledger.choose(conn, wanted):
            before = await ledger.settings(conn)
            raise Stale.last_changed(
                "settings",
                seen=seen,
                version=before.version,
                by=before.changed_by,
                at=before.changed_at,
            )
    return wanted


async def draft_article(db: Database, clock: Clock, ticket_id: UUID, actor: str) -> Article:
    """An article of a solved ticket, for somebody to look through and publish; once a ticket.

    Nothing of whoever asked is in it. Raises `NotFound`, and `Conflict` where it has no solution.
    """
    now = clock.now()
    async with db.transaction() as conn:
        ticket = await tickets.locked(conn, ticket_id)
        if ticket.resolution_notes is None:
            raise Conflict(
                f"{ticket.number} has no solution to tell of. Resolve it first.", state=ticket.state
            )
        if (there := await articles.made_from(conn, ticket_id, now)) is not None:
            return there
        used = Use(ticket_id=ticket_id, reopened=ticket.reopened, at=now)
        return await articles.write_on(conn, now, _told(ticket), actor, used=used)


def _told(ticket: Ticket) -> Wording:
    asked = cleared(ticket.description or ticket.title, ticket)
    solved = cleared(ticket.resolution_notes or "", ticket)
    language = ticket.language
    text = f"{PROBLEM[language]}\n\n{asked}\n\n{SOLUTION[language]}\n\n{solved}"
    title = cleared(ticket.title, ticket)[:200]
    return Wording(title=title, text=text[:60_000], language=language)


async def of_person(conn: Connection, ticket_ids: Sequence[UUID]) -> list[Suggestion]:
    """What was suggested for somebody's tickets, the oldest first."""
    return await store.of_tickets(conn, ticket_ids)


async def erase(conn: Connection, ticket_ids: Sequence[UUID]) -> int:
    """Forget what was suggested for somebody's tickets. How much it was."""
    return await store.erase(conn, ticket_ids)
