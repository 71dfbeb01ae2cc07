"""Campaigns, their members and their calls as they are looked up."""

from uuid import UUID

from functions.campaigns import entries, membership, store
from functions.campaigns.model import Campaign, LogEntry, Member
from shared.db.pool import Connection
from shared.value import Spoken


async def called(conn: Connection, attempt_id: UUID) -> tuple[Campaign, Member] | None:
    """Which campaign rings whom with this attempt; its script is the one it was planned with."""
    member = await membership.member_of_attempt(conn, attempt_id)
    if member is None:
        return None
    campaign = await store.get(conn, member.campaign_id)
    if member.script_version in {None, campaign.script_version}:
        return campaign, member
    words = await store.version(conn, campaign.id, member.script_version or 1)
    return campaign.model_copy(update={"script": words.script}), member


async def member_called(conn: Connection, attempt_id: UUID) -> Member | None:
    """Whom a campaign rings with this attempt, without all that the campaign says."""
    return await membership.member_of_attempt(conn, attempt_id)


async def voice(conn: Connection, attempt_id: UUID, language: Spoken) -> str:
    """Whose voice speaks that language in this call; empty where the usual one does."""
    script = await membership.script_of_attempt(conn, attempt_id)
    return script.voice_in(language) if script else ""


async def get(conn: Connection, campaign_id: UUID) -> Campaign:
    """One campaign. Raises `NotFound`."""
    return await store.get(conn, campaign_id)


async def recent(conn: Connection, *, after: UUID | None, limit: int) -> list[Campaign]:
    """The newest first, from the one after `after`."""
    return await store.recent(conn, after, limit)


async def members(
    conn: Connection, campaign_id: UUID, *, after: UUID | None, limit: int
) -> list[Member]:
    """Whom it rings, and what came of each."""
    return await membership.members(conn, campaign_id, after, limit)


async def log_of(conn: Connection, campaign_id: UUID) -> list[LogEntry]:
    """Who did what with it, oldest first."""
    return await entries.log_of(conn, campaign_id)
