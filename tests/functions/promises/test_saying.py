from datetime import UTC, datetime

import pytest

from functions.promises import saying
from functions.promises.hints import Ask
from functions.promises.times import Meant, meant
from shared.value import Spoken

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
MADRID, EN, ES = "Europe/Madrid", Spoken.EN, Spoken.ES


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        ("2027-03-01T16:30", "today at 4:30 PM", "hoy a las 4 y media de la tarde"),
        (
            "2027-03-02T15:00",
            "tomorrow, Tuesday, March 2, at 3 PM",
            "mañana, martes 2 de marzo, a las 3 de la tarde",
        ),
        (
            "2027-03-05T09:15",
            "on Friday, March 5, at 9:15 AM",
            "el viernes 5 de marzo a las 9 y cuarto de la mañana",
        ),
        (
            "2027-09-06T13:07",
            "on Monday, September 6, at 1:07 PM",
            "el lunes 6 de septiembre a la 1 y 7 de la tarde",
        ),
        ("2027-03-01T12:00", "today at 12 PM", "hoy a las 12 del mediodía"),
        ("2027-03-01T21:00", "today at 9 PM", "hoy a las 9 de la noche"),
    ],
)
def test_an_instant_is_said_by_the_clock_on_their_wall(at: str, english: str, spanish: str) -> None:
    instant = datetime.fromisoformat(f"{at}+00:00")
    told = [saying.aloud(instant, "UTC", language, NOW) for language in (EN, ES)]
    assert told == [english, spanish]


def test_the_same_instant_is_another_day_elsewhere() -> None:
    at = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert saying.aloud(at, MADRID, EN, NOW) == "tomorrow, Tuesday, March 2, at 12:30 AM"


@pytest.mark.parametrize("language", Spoken)
def test_what_is_read_back_means_the_same_when_it_is_said_to_us(language: Spoken) -> None:
    at = datetime(2027, 3, 5, 15, 30, tzinfo=UTC)
    said = saying.aloud(at, MADRID, language, NOW)
    assert meant(said, language, NOW, MADRID) == Meant(at=at)


@pytest.mark.parametrize("language", Spoken)
def test_there_is_a_question_for_all_that_can_be_unclear(language: Spoken) -> None:
    assert all(saying.question(asks, language).endswith("?") or asks is Ask.WHEN for asks in Ask)
