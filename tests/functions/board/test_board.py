import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from functions.access.model import Sight
from functions.board import api, service
from functions.board.model import FIGURES
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft, Edit, Resolution, Ticket
from functions.tickets.service import Act
from shared.db.pool import Database
from shared.errors import Unavailable
from shared.value import new_id
from tests.fakes import NOON, TurnedClock
from tests.functions.calls.conftest import Phone
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.signing import client, signed_in

BOARD = "/api/v1/board"
ANA = Act(actor="Ana")
SOLVED = Resolution.model_validate({"code": "solution_provided", "notes": "Restarted"})
DOCS = Path(__file__).parents[3] / "docs/board.md"


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, db=db, clock=clock) as desk:
        yield desk


async def board(desk: AsyncClient, name: str, **asked: Any) -> dict[str, Any]:
    answer = await desk.get(f"{BOARD}/{name}", params=asked, headers=signed_in("supervisor"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def opened(db: Database, clock: TurnedClock, **told: Any) -> Ticket:
    draft = Draft.model_validate({"title": "It jams", "requester_name": "Eva", **told})
    return await tickets.open_ticket(db, clock, draft, "Ana")


async def test_home_counts_what_waits(db: Database, clock: TurnedClock, desk: AsyncClient) -> None:
    await opened(db, clock, assignee="Ana")
    await opened(db, clock, impact=1, urgency=2)
    await clock.advance(24 * 3600)
    solved = await opened(db, clock)
    await tickets.resolve(db, clock, solved.id, SOLVED, ANA)
    home = await board(desk, "home")
    wanted = {"open": 2, "mine": 1, "unassigned": 1, "urgent": 1, "quiet": 2}
    wanted |= {"opened_day": 1, "resolved_day": 1}
    assert wanted.items() <= home["figures"].items()
    assert home["series"]["by_priority"] == [
        {"priority": 2, "count": 1},
        {"priority": 5, "count": 1},
    ]


async def clocked(db: Database, ticket: Ticket, used: int, *, runs: bool = True) -> None:
    """A clock of ten hours, of which so many are gone by noon; one that stands still otherwise."""
    begun = NOON - timedelta(hours=used)
    marks = [begun + timedelta(hours=hours) for hours in (5, 7.5, 9, 10)]
    ids = {"calendar": new_id(NOON), "definition": new_id(NOON), "ticket": ticket.id}
    stands = {"marks": marks if runs else [], "since": begun if runs else None}
    spent = timedelta() if runs else timedelta(hours=used)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into sla_calendar (id, name, plan, version, created_at) "
            "values (%(calendar)s, 'c', '{}', 1, %(now)s)",
            {**ids, "now": NOON},
        )
        await conn.execute(
            "insert into sla_definition (id, calendar_id, place, terms, version, created_at) "
            "values (%(definition)s, %(calendar)s, 1, '{}', 1, %(now)s)",
            {**ids, "now": NOON},
        )
        await conn.execute(
            "insert into sla_clock (ticket_id, kind, definition_id, calendar_id, priority, target, "
            "spent, since, marks, passed, round) values (%(ticket)s, 'response', %(definition)s, "
            "%(calendar)s, 3, '10 hours', %(spent)s, %(since)s, %(marks)s, 0, 1)",
            {**ids, **stands, "spent": spent},
        )


@pytest.mark.parametrize(
    ("used", "runs", "told"),
    [
        (8, True, (0, 0)),
        (9, True, (1, 0)),
        (10, True, (0, 1)),
        (10, False, (0, 1)),
        (2, False, (0, 0)),
    ],
)
async def test_home_tells_which_clocks_are_late(
    db: Database, desk: AsyncClient, used: int, runs: bool, told: tuple[int, int]
) -> None:
    await clocked(db, await opened(db, TurnedClock()), used, runs=runs)
    figures = (await board(desk, "home"))["figures"]
    assert (figures["at_risk"], figures["breached"]) == told


async def of_group(db: Database, group: str, **told: Any) -> Ticket:
    draft = {"title": "It jams", "requester_name": "Eva", "group": group, **told}
    async with db.transaction() as conn:
        return await tickets.open_on(conn, NOON, Draft.model_validate(draft), "Ana")


async def test_home_counts_what_somebody_sees_alone(db: Database, clock: TurnedClock) -> None:
    await of_group(db, "billing", impact=1)
    await of_group(db, "network", assignee="Ana")
    unseen = await of_group(db, "network")
    await clocked(db, unseen, 10)
    sight = Sight(name="Ana", groups=frozenset({"billing"}))
    home = await service.home(db, clock, "Ana", sight)
    wanted = {"open": 2, "mine": 1, "unassigned": 1, "opened_day": 2, "breached": 0}
    assert wanted.items() <= home.figures.items()
    assert [each["opened"] for each in home.series["by_day"]] == [2]


async def test_a_campaign_tells_how_far_it_is(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    ours = CampaignDesk(db, clock)
    campaign = await ours.running()
    shown = await board(desk, f"campaigns/{campaign.id}")
    members = len(await ours.members(campaign))
    assert (shown["figures"]["contacts"], shown["figures"]["waiting"]) == (members, members)
    assert shown["figures"]["per_reached_micro"] is None
    nobody = await desk.get(f"{BOARD}/campaigns/{new_id(NOON)}")
    assert nobody.status_code == 404


async def test_calls_tells_of_the_last_day(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    async with db.transaction() as conn:
        await conn.cursor().executemany(
            "insert into call (id, direction, phone, number, status, created_at, answered_at, "
            "ended_at, seconds, sid) "
            "values (%s, %s, '+12125550147', '+12125550100', %s, %s, %s, %s, %s, "
            "gen_random_uuid())",
            [
                (new_id(NOON), "inbound", "completed", NOON, NOON, NOON, 60),
                (new_id(NOON), "outbound", "in-progress", NOON, NOON, None, None),
                (new_id(NOON), "outbound", "completed", NOON - timedelta(days=2), None, NOON, 0),
            ],
        )
    figures = (await board(desk, "calls"))["figures"]
    wanted = {"calls": 2, "inbound": 1, "outbound": 1, "live": 1, "answered": 2}
    wanted |= {"talk_seconds": 60, "average_seconds": 60}
    assert wanted.items() <= figures.items()


async def test_cost_tells_what_a_result_and_a_solution_cost(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    campaign = await CampaignDesk(db, clock).running()
    solved = await opened(db, clock)
    await tickets.resolve(db, clock, solved.id, SOLVED, ANA)
    async with db.transaction() as conn:
        await conn.cursor().executemany(
            "insert into campaign_result (attempt_id, campaign_id, at, outcome, again, cost_micro) "
            "values (%s, %s, %s, 'completed', false, 3000)",
            [(new_id(NOON), campaign.id, NOON - timedelta(days=each)) for each in (1, 2, 40)],
        )
        await conn.execute(
            "insert into voice_use (day, speaker, voice, spent_micro, saved_micro) "
            "values (%s, 'elevenlabs', 'v', 500, 900)",
            (NOON.date(),),
        )
    shown = await board(desk, "cost")
    wanted = {"calls_micro": 6000, "speech_micro": 500, "saved_micro": 900, "total_micro": 6500}
    each = {"results": 2, "per_result_micro": 3000, "resolved": 1, "per_resolved_micro": 6500}
    assert wanted | each == shown["figures"]
    assert shown["series"]["by_campaign"][0]["name"] == campaign.name


async def test_money_is_for_supervisors(desk: AsyncClient) -> None:
    assert (await desk.get(f"{BOARD}/cost")).status_code == 403


async def test_a_timeline_is_one_stream_page_by_page(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    ticket = await opened(db, clock)
    await talk.comment(db, clock, ticket.id, "On our way", "Ana")
    await clock.advance(60)
    await tickets.edit(db, clock, ticket.id, Edit(urgency=1), ANA)
    first = await board(desk, "timeline", ticket_id=str(ticket.id), limit=1)
    (event,) = first["series"]["events"]
    rest = await board(desk, "timeline", ticket_id=str(ticket.id), before=event["at"])
    kinds = [each["kind"] for each in rest["series"]["events"]]
    assert (event["kind"], kinds) == ("change", ["comment"])


async def test_a_contacts_timeline_holds_their_calls(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    contact_id, phone = new_id(NOON), "+12125550147"
    async with db.transaction() as conn:
        await conn.execute(
            "insert into contact (id, phone, name, language, zones, created_at) "
            "values (%s, %s, 'Eva', 'en', '{}', %s)",
            (contact_id, phone, NOON),
        )
        await conn.execute(
            "insert into call (id, direction, phone, number, status, created_at) "
            "values (%s, 'inbound', %s, '+12125550100', 'completed', %s)",
            (new_id(NOON), phone, NOON),
        )
    shown = await board(desk, "timeline", contact_id=str(contact_id))
    assert [each["source"] for each in shown["series"]["events"]] == ["call"]


@pytest.mark.parametrize(
    "asked", [{}, {"ticket_id": str(new_id(NOON)), "contact_id": str(new_id(NOON))}]
)
async def test_a_timeline_is_somebodys(desk: AsyncClient, asked: dict[str, str]) -> None:
    answer = await desk.get(f"{BOARD}/timeline", params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "ticket_id")


def test_each_figure_is_explained_in_both_languages() -> None:
    told = re.findall(
        r"^\| `board\.(\w+)\.(\w+)` \| \S.* \| \S.* \|$", DOCS.read_text(), re.MULTILINE
    )
    assert told == [(name, figure) for name, figures in FIGURES.items() for figure in figures]


async def test_a_call_that_the_network_never_had_is_none(
    db: Database, clock: TurnedClock, desk: AsyncClient
) -> None:
    phone = Phone(db, clock)
    phone.network.failure = Unavailable("429", vendor="twilio", code="20429")
    await phone.dial(await phone.plan())
    calls = (await board(desk, "calls"))["figures"]
    assert (calls["calls"], calls["live"]) == (0, 0)
    assert (await board(desk, "home"))["figures"]["live_calls"] == 0
