"""Calendars and tickets that tests of clocks share."""

from datetime import UTC, datetime, time
from uuid import UUID

from functions.sla.calendars import Calendar, Window
from functions.sla.model import Standing
from shared.value import Spoken
from tests.fakes import NOON

OFFICE = Window(opens=time(9), closes=time(17))
MORNING, AFTERNOON = (
    Window(opens=time(9), closes=time(13)),
    Window(opens=time(14), closes=time(17)),
)
EVER = Window(weekdays=frozenset(range(1, 8)), opens=time(), closes=time())


def calendar(*windows: Window, zone: str = "UTC", **more: object) -> Calendar:
    told = {"id": UUID(int=1), "version": 1, "created_at": NOON, "name": "Office", "zone": zone}
    return Calendar.model_validate({**told, "windows": windows or (OFFICE,), **more})


def standing(**fields: object) -> Standing:
    told = {
        "ticket_id": UUID(int=7),
        "priority": 3,
        "channel": "web",
        "language": Spoken.EN,
        "state": "new",
        "hold_reason": None,
        "assignee": None,
        "opened_at": NOON,
    }
    return Standing.model_validate({**told, **fields})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
