from datetime import timedelta
from uuid import UUID

from functions.permission.model import Consent, Refusal, lack_of_consent
from tests.fakes import NOON

HOUR = timedelta(hours=1)
GIVEN = Consent(
    id=UUID(int=2),
    phone="+12125550100",
    purpose="reminders",
    source="form 7",
    given_at=NOON,
    expires_at=NOON + HOUR,
    revoked_at=None,
)
REVOKED = GIVEN.model_copy(update={"revoked_at": NOON})


def test_consent_holds_until_it_expires() -> None:
    assert lack_of_consent([GIVEN], NOON) is None
    assert lack_of_consent([GIVEN], NOON + HOUR) is Refusal.CONSENT_EXPIRED


def test_consent_does_not_hold_before_it_is_given() -> None:
    assert lack_of_consent([GIVEN], NOON - HOUR) is Refusal.CONSENT_MISSING


def test_consent_taken_back_is_none() -> None:
    assert lack_of_consent([REVOKED], NOON) is Refusal.CONSENT_REVOKED


def test_consent_given_again_after_it_was_taken_back_holds() -> None:
    assert lack_of_consent([REVOKED, GIVEN], NOON) is None
