"""Gives new tickets to people: each to one, whatever happens at the same time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from functions.access import service as access
from functions.assignments import model, store
from functions.assignments.model import Assignment, Plan, Rule, Team, Terms
from functions.audit import service as audit
from functions.audit.model import By
from functions.rotas import service as rotas
from functions.sla.model import check_condition, holds
from functions.tickets import handing
from functions.tickets import service as tickets
from functions.tickets.model import Ticket, standing
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Invalid
from shared.ports import Clock
from shared.records import as_seen, rewritten
from shared.value import new_id

BATCH = 100


async def assign(db: Database, clock: Clock, ticket_id: UUID) -> str | None:
    """Give a ticket to whoever the first rule that holds names. Who has it, if anybody.

    Told twice, it is given once. Where nobody can take it now, it waits.
    """
    now = clock.now()
    async with db.transaction() as conn:
        ticket = await tickets.locked(conn, ticket_id)  # before the team: one order of locks
        rule = await _rule_for(conn, ticket)
        if rule is None or ticket.assignee or standing(ticket).is_over:
            await store.remove(conn, ticket_id)
            return ticket.assignee
        person = await _person(conn, rule, now)
        about = {"ticket_id": ticket_id, "rule_id": rule.id, "team_id": rule.team_id, "at": now}
        if person is None:
            await store.put(conn, Assignment(person=None, **about))
            return None
        await handing.hand_to(conn, now, ticket_id, person, f"{handing.RULE}: {rule.name}")
        if rule.team_id:
            await store.set_last(conn, rule.team_id, person)
        await store.put(conn, Assignment(person=person, **about))
        return person


async def _rule_for(conn: Connection, ticket: Ticket) -> Rule | None:
    seen = standing(ticket)
    rules = await store.rules(conn)
    return next((each for each in rules if each.active and holds(each.condition, seen)), None)


async def _person(conn: Connection, rule: Rule, now: datetime) -> str | None:
    """Who gets it. Nobody else takes a turn of the team until the transaction ends."""
    if rule.person:
        return None if await _unable(conn, [rule.person], now) else rule.person
    team = await store.team_for_update(conn, rule.team_id) if rule.team_id else None
    if team is None:
        return None
    names = [each.name for each in team.members]
    unable = await _unable(conn, names, now)
    return model.choose(team, await handing.loads(conn, names), unable)


async def _unable(conn: Connection, names: Sequence[str], now: datetime) -> set[str]:
    """Those of them, in small letters, who are away, absent, or were shut out."""
    return await rotas.absent(conn, names, now) | await access.shut_out(conn, names)


async def team_of(conn: Connection, ticket: Ticket) -> str | None:
    """The name of the team that has a ticket, or would be given it by now."""
    placed = await store.of_ticket(conn, ticket.id)
    giver = placed or (None if ticket.assignee else await _rule_for(conn, ticket))
    teams = {each.id: each.name for each in await store.teams(conn)} if giver else {}
    return teams.get(giver.team_id) if giver and giver.team_id else None


async def sweep(db: Database, clock: Clock) -> int:
    """Give away what waits, the oldest first. How many found somebody."""
    async with db.transaction() as conn:
        waiting = await store.waiting(conn, BATCH)
    given = [await assign(db, clock, each.ticket_id) for each in waiting]
    return sum(each is not None for each in given)


async def waiting(conn: Connection, count: int) -> list[Assignment]:
    """Tickets that nobody could take, the oldest first."""
    return await store.waiting(conn, count)


async def teams(conn: Connection) -> list[Team]:
    """All of them, by name."""
    return await store.teams(conn)


async def write_team(db: Database, clock: Clock, plan: Plan, *, by: By) -> Team:
    """Write a team down. Raises `Conflict` where one has that name."""
    now = clock.now()
    team = Team(id=new_id(now), last=None, version=1, created_at=now, **plan.model_dump())
    async with db.transaction() as conn:
        if not await store.add_team(conn, team):
            raise _taken(plan.name)
        await audit.note_record(conn, by, "team", (None, team), now)
    return team


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a team named {name} already: change that one.")


async def rewrite_team(
    db: Database, clock: Clock, team_id: UUID, plan: Plan, *, seen: int, by: By
) -> Team:
    """Let it read like that. Raises `NotFound`, `Stale` and `Conflict`."""
    async with db.transaction() as conn:
        before = await store.team_for_update(conn, team_id)
        team = rewritten("team", before, plan, seen)
        if not await store.save_team(conn, team):
            raise _taken(plan.name)
        await audit.note_record(conn, by, "team", (before, team), clock.now())
    return team


async def drop_team(db: Database, clock: Clock, team_id: UUID, *, seen: int, by: By) -> None:
    """Drop it. Raises `NotFound`, `Stale`, and `Conflict` where a rule names it."""
    async with db.transaction() as conn:
        gone = as_seen("team", await store.team_for_update(conn, team_id), seen)
        if named := [each.name for each in await store.rules(conn) if each.team_id == team_id]:
            raise Conflict(f"Rules give tickets to this team: {', '.join(named)}. Change them.")
        await store.remove_team(conn, team_id)
        await audit.note_record(conn, by, "team", (gone, None), clock.now())


async def rules(conn: Connection) -> list[Rule]:
    """All of them, in the order in which they are asked."""
    return await store.rules(conn)


async def write_rule(db: Database, clock: Clock, terms: Terms, *, by: By) -> Rule:
    """Write a rule down, for tickets to come. Raises `Invalid`."""
    check_condition(terms.condition)
    now = clock.now()
    rule = Rule(id=new_id(now), version=1, created_at=now, **terms.model_dump())
    async with db.transaction() as conn:
        await _has_team(conn, terms)
        await store.add_rule(conn, rule)
        await audit.note_record(conn, by, "assignment_rule", (None, rule), now)
    return rule


async def _has_team(conn: Connection, terms: Terms) -> None:
    if terms.team_id and await store.team_for_update(conn, terms.team_id) is None:
        problem = "there is no such team"
        errors = [{"field": "team_id", "problem": problem, "hint": "Look for it in the list."}]
        raise Invalid(f"team_id: {problem}.", errors=errors)


async def rewrite_rule(
    db: Database, clock: Clock, rule_id: UUID, terms: Terms, *, seen: int, by: By
) -> Rule:
    """Let it read like that. Raises `NotFound`, `Invalid` and `Stale`."""
    check_condition(terms.condition)
    async with db.transaction() as conn:
        before = await store.rule_for_update(conn, rule_id)
        rule = rewritten("rule", before, terms, seen)
        await _has_team(conn, terms)
        await store.save_rule(conn, rule)
        await audit.note_record(conn, by, "assignment_rule", (before, rule), clock.now())
    return rule


async def drop_rule(db: Database, clock: Clock, rule_id: UUID, *, seen: int, by: By) -> None:
    """Drop it. Raises `NotFound` and `Stale`."""
    async with db.transaction() as conn:
        gone = as_seen("rule", await store.rule_for_update(conn, rule_id), seen)
        await store.remove_rule(conn, rule_id)
        await audit.note_record(conn, by, "assignment_rule", (gone, None), clock.now())
