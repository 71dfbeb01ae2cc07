"""When to ring somebody again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.campaigns.model import Member
from functions.campaigns.rules import CADENCE, Rules

TAKEN_BACK = "canceled"
"""We took the call back before anybody's phone rang: it costs no attempt."""
STOPPED = "stopped"
"""One of ours ended the call: nobody is rung again but by their decision."""
NOON, EVENING = 12, 17
"""Hours at which another part of the day begins."""
QUARTER = timedelta(minutes=15)
DAYS_AHEAD = 8


def next_try(outcome: str, member: Member, rules: Rules, now: datetime) -> datetime | None:
    """When to ring again, or nothing where the outcome stands.

    `member` counts the attempt that came to that outcome.
    """
    if outcome == TAKEN_BACK:
        return now
    retry = next((each for name, each in rules.retries.items() if name == outcome), None)
    spent = member.attempts >= rules.max_attempts
    if retry is None or spent or member.tried.get(outcome, 0) > retry.times:
        return None
    earliest = now + timedelta(minutes=retry.after)
    if not retry.other_time:
        return earliest
    return _at_another_time(earliest, now, _zone(member, rules), rules)


def is_final(outcome: str | None) -> bool:
    """Whether nobody may ring after this outcome, whoever asks for it."""
    return outcome is not None and outcome not in {TAKEN_BACK, STOPPED, *CADENCE}


def part_of_day(local: datetime) -> str:
    """Morning, afternoon or evening."""
    if local.hour < NOON:
        return "morning"
    return "afternoon" if local.hour < EVENING else "evening"


def _zone(member: Member, rules: Rules) -> ZoneInfo:
    return ZoneInfo(next(iter(member.zones), None) or rules.zone or "UTC")


def _at_another_time(earliest: datetime, last: datetime, zone: ZoneInfo, rules: Rules) -> datetime:
    """The first quarter of an hour in another part of the day than `last`, within the window.

    A window that lies within one part of the day leaves no choice: then `earliest`.
    """
    before = part_of_day(last.astimezone(zone))
    moment = earliest
    for _ in range(DAYS_AHEAD * 24 * 4):
        local = moment.astimezone(zone)
        if part_of_day(local) != before and rules.is_open(local):
            return moment
        moment = _next_quarter(moment)
    return earliest


def _next_quarter(moment: datetime) -> datetime:
    since = timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - since + QUARTER
