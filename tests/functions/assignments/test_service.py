import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from functions.access import service as access
from functions.access.model import Joining, Principal, Role
from functions.assignments import api, model, service
from functions.assignments.model import Plan, Team, Terms
from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.rotas import service as rotas
from functions.rotas.model import Availability
from functions.rotas.model import Plan as Rota
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Ticket
from shared.db.pool import Database
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import ROOT, client, signed_in

ANA, BEN, CAI = "Ana", "Ben", "Cai"
NOT_THERE = Availability(available=False)


async def a_team(
    db: Database, *names: str, strategy: str = "round_robin", capacity: int = 20
) -> Team:
    """A team that gets every ticket."""
    members = [{"name": each, "capacity": capacity} for each in names]
    about = {"name": "Support", "strategy": strategy, "members": members}
    team = await service.write_team(db, TurnedClock(), Plan.model_validate(about), by=ROOT)
    await service.write_rule(db, TurnedClock(), Terms(name="All", team_id=team.id), by=ROOT)
    return team


async def a_ticket(db: Database, **fields: object) -> Ticket:
    draft = Draft.model_validate({"title": "Dead", "requester_name": "Front desk", **fields})
    return await tickets.open_ticket(db, TurnedClock(), draft, "Zoe")


async def given(db: Database, clock: TurnedClock, count: int) -> list[str | None]:
    opened = [await a_ticket(db) for _ in range(count)]
    return [await service.assign(db, clock, each.id) for each in opened]


async def test_turns_go_round(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA, BEN, CAI)
    assert await given(db, clock, 4) == [ANA, BEN, CAI, ANA]


async def test_who_is_away_or_absent_by_a_rota_gets_none(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA, BEN, CAI)
    await rotas.be(db, clock, "ana", NOT_THERE, noted_by="Zoe")
    ill = {"person": BEN, "starts_at": NOON, "ends_at": NOON + timedelta(hours=1)}
    people = [{"name": BEN, "phone": "+12125550100"}]
    plan = {"name": "Nights", "zone": "UTC", "people": people, "absences": [ill]}
    await rotas.write(db, clock, Rota.model_validate(plan), by=ROOT)
    assert await given(db, clock, 2) == [CAI, CAI]
    await clock.advance(3600)
    assert await given(db, clock, 1) == [BEN]


async def test_who_was_shut_out_gets_none(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA, BEN)
    gone = Joining(name="ana", roles=frozenset({Role.AGENT}), active=False)
    root = Principal(id="root", name="Root", roles=frozenset({Role.ADMIN}))
    await access.join(db, clock, gone, root)
    assert await given(db, clock, 2) == [BEN, BEN]


async def test_who_has_least_gets_the_next(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA, BEN, strategy="least_loaded")
    for _ in range(2):
        await a_ticket(db, assignee=ANA)
    assert await given(db, clock, 3) == [BEN, BEN, ANA]


async def test_who_has_enough_gets_no_more_and_the_rest_waits_for_them(
    db: Database, clock: TurnedClock
) -> None:
    await a_team(db, ANA, capacity=1)
    assert await given(db, clock, 2) == [ANA, None]
    async with db.transaction() as conn:
        (waits,) = await service.waiting(conn, 9)
        await conn.execute("update ticket set assignee = 'Zoe' where assignee = %s", (ANA,))
    assert await service.sweep(db, clock) == 1
    assert (await tickets.ticket(db, waits.ticket_id)).assignee == ANA


async def test_many_at_once_are_given_to_one_each_and_evenly(
    db: Database, clock: TurnedClock
) -> None:
    await a_team(db, ANA, BEN, CAI)
    opened = [await a_ticket(db) for _ in range(12)]
    twice = [service.assign(db, clock, each.id) for each in opened for _ in range(2)]
    await asyncio.gather(*twice)
    found = [(await tickets.ticket(db, each.id)) for each in opened]
    assert Counter(each.assignee for each in found) == {ANA: 4, BEN: 4, CAI: 4}
    assert {each.version for each in found} == {2}


async def test_nobody_is_given_more_than_they_can_take_at_once(
    db: Database, clock: TurnedClock
) -> None:
    await a_team(db, ANA, BEN, strategy="least_loaded", capacity=2)
    opened = [await a_ticket(db) for _ in range(6)]
    found = await asyncio.gather(*(service.assign(db, clock, each.id) for each in opened))
    assert Counter(found) == {ANA: 2, BEN: 2, None: 2}


async def test_what_is_somebodys_stays_theirs(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA)
    ticket = await a_ticket(db, assignee="Zoe")
    assert await service.assign(db, clock, ticket.id) == "Zoe"


async def test_the_first_rule_that_holds_is_taken(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA)
    about = {"name": "Critical", "condition": {"priorities": [1]}, "person": BEN, "place": 1}
    await service.write_rule(db, clock, Terms.model_validate(about), by=ROOT)
    critical, other = await a_ticket(db, impact=1, urgency=1), await a_ticket(db)
    assert await service.assign(db, clock, critical.id) == BEN
    assert await service.assign(db, clock, other.id) == ANA


async def test_the_journal_says_which_rule_gave_it(db: Database, clock: TurnedClock) -> None:
    await a_team(db, ANA)
    ticket = await a_ticket(db)
    await service.assign(db, clock, ticket.id)
    (entry,) = await talk.journal(db, ticket.id, before=None, limit=5)
    assert (entry.actor, entry.changes[0].new) == ("assignment: All", ANA)


async def test_a_ticket_without_rules_is_nobodys(db: Database, clock: TurnedClock) -> None:
    assert await given(db, clock, 1) == [None]
    async with db.transaction() as conn:
        assert await service.waiting(conn, 9) == []


def test_of_two_with_the_same_room_it_is_the_others_turn() -> None:
    about = {"name": "A", "strategy": "least_loaded", "members": [{"name": ANA}, {"name": BEN}]}
    kept = {"id": UUID(int=1), "last": ANA, "version": 1, "created_at": NOON}
    assert model.choose(Team.model_validate({**about, **kept}), {}, set()) == BEN


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("admin"))
        yield desk


async def test_teams_and_rules_are_changed_from_the_version_that_was_read(
    desk: AsyncClient,
) -> None:
    base, plan = "/api/v1/assignments", {"name": "Support", "members": [{"name": ANA}]}
    team = (await desk.post(f"{base}/teams", json=plan)).json()
    terms = {"name": "All", "team_id": team["id"]}
    rule = (await desk.post(f"{base}/rules", json=terms)).json()
    at, seen = f"{base}/rules/{rule['id']}", {"if-match": '"1"'}
    codes = [
        (await desk.put(at, json=terms, headers=each)).status_code for each in ({}, seen, seen)
    ]
    kept = await desk.delete(f"{base}/teams/{team['id']}", headers=seen)
    assert (codes, kept.status_code) == ([428, 200, 412], 409)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"person": ANA, "team_id": str(UUID(int=4))},
        {"team_id": str(UUID(int=4))},
        {"person": ANA, "condition": {"channels": ["mail"]}},
    ],
)
async def test_a_rule_names_a_team_there_is_or_a_person_and_tickets_there_are(
    desk: AsyncClient, wrong: dict[str, object]
) -> None:
    answer = await desk.post("/api/v1/assignments/rules", json={"name": "All", **wrong})
    assert answer.status_code == 422


async def test_who_writes_a_team_down_and_drops_it_is_written_down(db: Database) -> None:
    clock = TurnedClock()
    plan = Plan.model_validate({"name": "Night", "members": [{"name": "Ana"}]})
    team = await service.write_team(db, clock, plan, by=ROOT)
    await service.drop_team(db, clock, team.id, seen=1, by=ROOT)
    entries = await audit.entries(db, Wanted(subject=str(team.id)))
    assert [(each.actor, each.action) for each in entries] == [
        ("Root", "team.deleted"),
        ("Root", "team.created"),
    ]
