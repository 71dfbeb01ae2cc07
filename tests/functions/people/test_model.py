from uuid import UUID

import pytest

from functions.people.model import Contact, edited
from shared.errors import Stale
from shared.value import Spoken
from tests.fakes import NOON

CONTACT = Contact(
    id=UUID(int=1),
    name="Workshop",
    phone="+12125550100",
    language=Spoken.EN,
    zones=("America/New_York",),
    created_at=NOON,
)


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
