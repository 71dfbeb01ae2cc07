"""Puts everybody a campaign is meant for on it, page by page."""

from datetime import datetime
from uuid import UUID

from functions.campaigns import audience, membership, store
from functions.campaigns.audience import Person
from functions.campaigns.model import Campaign, Member, MemberState
from shared.db.pool import Database
from shared.ports import Clock
from shared.value import new_id


async def enrol(db: Database, clock: Clock, campaign_id: UUID) -> int:
    """How many of its audience can be rung, counted page by page. Again is harmless."""
    after: str | None = None
    reached = without_phone = 0
    while True:
        async with db.transaction() as conn:
            campaign, now = await store.get(conn, campaign_id), clock.now()
            some = await audience.page(conn, campaign.audience, after, now)
            members = [_member(campaign, each, now) for each in some.people]
            await membership.add_members(conn, campaign, members, now)
            reached, without_phone = reached + len(members), without_phone + some.without_phone
            if some.after is None:
                await store.set_without_phone(conn, campaign_id, without_phone)
                return reached
        after = some.after


def _member(campaign: Campaign, person: Person, now: datetime) -> Member:
    """Whoever lacks a word the script needs is not rung: half a sentence helps nobody."""
    lacking = campaign.script.in_language(person.language).lacks(person.variables)
    return Member(
        id=new_id(now),
        campaign_id=campaign.id,
        **person.model_dump(exclude={"given"}),
        state=MemberState.DONE if lacking else MemberState.WAITING,
        attempts=0,
        next_at=now,
        outcome="missing_variables" if lacking else None,
        note=", ".join(lacking) or None,
        last_attempt=None,
    )
