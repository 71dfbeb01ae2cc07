"""Whether somebody may be called, and what they say about it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field

from functions.permission import allowed, store
from functions.permission.model import (
    Act,
    Agreed,
    Consent,
    DoNotCall,
    Event,
    Held,
    Refusal,
    Scope,
)
from shared.db.pool import Connection, Database
from shared.errors import Invalid, NotFound
from shared.ports import Clock
from shared.value import Instant, Text, Value, new_id


async def forget_consents(conn: Connection, import_id: UUID) -> int:
    """Remove what a file told that people agreed to, but for what they took back since."""
    return await allowed.remove_consents(conn, import_id)


async def may_be_called(
    conn: Connection,
    phone: str,
    *,
    purpose: str,
    consent_required: bool,
    campaign: UUID | None,
    now: datetime,
) -> Refusal | None:
    """Why the number may not be called, if so. Ask where the dial is decided: one statement.

    `campaign` is whose call it would be, if any; `purpose` is `service` or `marketing`.
    """
    known = await store.permission(conn, phone, purpose=purpose, campaign=campaign)
    return known.refusal(now, consent_required=consent_required)


async def opt_out(conn: Connection, phone: str, source: str, proof: str, now: datetime) -> None:
    """Never call this E.164 number again, whatever comes later; what it agreed to is taken back.

    Again is harmless: the first entry, with its proof, stays.
    """
    entry = DoNotCall(phone=phone, source=source, at=now, proof=proof)
    await suppress(conn, [entry], by=source)


async def suppress(conn: Connection, entries: Sequence[DoNotCall], *, by: str) -> set[str]:
    """Put entries on the do-not-call list; the places of the new ones. None changes another.

    What their numbers agreed to is taken back, as far as the entries go.
    """
    if not entries:
        return set()
    new = await store.forbid(conn, [each for each in entries if each.scope is Scope.ALL])
    new |= await store.forbid_within(conn, [each for each in entries if each.scope != Scope.ALL])
    firsts = {each.place: each for each in reversed(entries)}
    await store.note(conn, [_event(Act.ADDED, firsts[place], by) for place in sorted(new)])
    ended = [
        (each.phone, each.refers_to, each.source)
        for each in firsts.values()
        if each.scope is not Scope.CAMPAIGN
    ]
    await allowed.revoke(conn, ended, by=by, now=max(each.at for each in entries))
    return new


def _event(act: Act, entry: DoNotCall, by: str) -> Event:
    return Event(act=act, actor=by, **entry.model_dump())


async def ask_back(conn: Connection, phone: str, source: str, proof: str, now: datetime) -> bool:
    """Note that a number wants to be called again. Whether it is forbidden, which it remains."""
    if not await store.forbidden(conn, [phone]):
        return False
    asked = DoNotCall(phone=phone, source=source, at=now, proof=proof)
    await store.note(conn, [_event(Act.ASKED_BACK, asked, source)])
    return True


async def note_consents(
    conn: Connection, numbers: Sequence[str], agreed: Agreed, now: datetime
) -> None:
    """What a whole list agreed to. It does not undo what somebody took back."""
    given = [
        Consent(
            id=new_id(now),
            phone=phone,
            purpose=agreed.purpose,
            source=agreed.source,
            noted_by=agreed.by,
            given_at=now,
            expires_at=None,
            revoked_at=None,
        )
        for phone in numbers
    ]
    await allowed.add_consents(conn, given, agreed.import_id)


class NewConsent(Value):
    """What somebody agreed to, and how we know. Without `given_at`: now.

    `proof` is what would convince a stranger: the words, a form's number, a recording's address.
    """

    purpose: Text = Field(min_length=1, max_length=100)
    source: Text = Field(min_length=1, max_length=500)
    proof: Text | None = Field(None, max_length=2000)
    given_at: Instant | None = None
    expires_at: Instant | None = None


async def give_consent(
    db: Database, clock: Clock, phone: str, new: NewConsent, *, by: str
) -> Consent:
    """Record that a number agreed to be called. Raises `Invalid` for impossible times.

    It does not take the number off the do-not-call list.
    """
    now = clock.now()
    given_at = new.given_at or now
    if given_at > now or (new.expires_at is not None and new.expires_at <= given_at):
        raise Invalid("given_at: give a time that has passed, and that comes before expires_at.")
    async with db.transaction() as conn:
        consent = Consent(
            **{**new.model_dump(), "given_at": given_at},
            id=new_id(now),
            phone=phone,
            noted_by=by,
            revoked_at=None,
        )
        await allowed.add_consent(conn, consent)
        return consent


async def consents(conn: Connection, phone: str) -> list[Consent]:
    """What a number agreed to and took back, the oldest first."""
    return await allowed.consents(conn, phone)


async def agreed(conn: Connection, phones: Sequence[str]) -> set[str]:
    """Which of these ever agreed to anything."""
    return await allowed.agreed(conn, phones)


async def forbidden(conn: Connection, phones: Sequence[str]) -> set[str]:
    """Which of these may not be called at all."""
    return {each.phone for each in await store.forbidden(conn, phones)}


class Revocation(Value):
    """A consent somebody takes back, and how we heard of it."""

    purpose: Text
    source: Text = Field(min_length=1, max_length=500)


async def revoke_consent(
    db: Database, clock: Clock, phone: str, wanted: Revocation, *, by: str
) -> None:
    """Take a consent back. Raises `NotFound` where there is none in force."""
    async with db.transaction() as conn:
        ended = [(phone, wanted.purpose, wanted.source)]
        if not await allowed.revoke(conn, ended, by=by, now=clock.now()):
            raise NotFound(f"No consent for {wanted.purpose!r} is in force.")


async def held(conn: Connection, phone: str) -> Held:
    """All that is known here of that E.164 number."""
    wide, within = await store.forbidden(conn, [phone]), await store.forbidden_within(conn, phone)
    return Held(
        consents=tuple(await allowed.consents(conn, phone)),
        do_not_call=(*wide, *within),
        history=tuple(await store.history(conn, phone)),
    )


async def erase(conn: Connection, phone: str, now: datetime) -> int:
    """Forget that number, but for its hash: it is never called again. How many consents it gave.

    Again is harmless.
    """
    await store.erase_forbidden(conn, phone, now)
    return await allowed.erase_consents(conn, phone, now)
