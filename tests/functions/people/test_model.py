from datetime import timedelta
from uuid import UUID

import pytest

from functions.people.model import (
    Consent,
    Contact,
    Refusal,
    edited,
    lack_of_consent,
)
from shared.errors import Stale
from shared.value import Spoken
from tests.fakes import NOON

HOUR = timedelta(hours=1)
CONTACT = Contact(
    id=UUID(int=1),
    name="Workshop",
    phone="+12125550100",
    language=Spoken.EN,
    zones=("America/New_York",),
    created_at=NOON,
)
GIVEN = Consent(
    id=UUID(int=2),
    phone=CONTACT.phone,
    purpose="reminders",
    source="form 7",
    given_at=NOON,
    expires_at=NOON + HOUR,
    revoked_at=None,
)
REVOKED = GIVEN.model_copy(update={"revoked_at": NOON})


def test_a_change_makes_the_next_version() -> None:
    changed = edited(CONTACT, {"language": "es"}, seen=1)
    assert (changed.language, changed.version, changed.name) == (Spoken.ES, 2, "Workshop")


def test_a_change_of_an_older_version_is_told_what_it_would_undo() -> None:
    with pytest.raises(Stale) as stale:
        edited(CONTACT, {"name": "Depot", "language": "en"}, seen=7)
    assert stale.value.extra == {
        "version": 1,
        "missed": [],
        "changed": [{"field": "name", "now": "Workshop"}],
    }


def test_consent_holds_until_it_expires() -> None:
    assert lack_of_consent([GIVEN], NOON) is None
    assert lack_of_consent([GIVEN], NOON + HOUR) is Refusal.CONSENT_EXPIRED


def test_consent_does_not_hold_before_it_is_given() -> None:
    assert lack_of_consent([GIVEN], NOON - HOUR) is Refusal.CONSENT_MISSING


def test_consent_taken_back_is_none() -> None:
    assert lack_of_consent([REVOKED], NOON) is Refusal.CONSENT_REVOKED


def test_consent_given_again_after_it_was_taken_back_holds() -> None:
    assert lack_of_consent([REVOKED, GIVEN], NOON) is None
