from datetime import UTC, datetime, timedelta, timezone
from uuid import RFC_4122

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.value import Instant, Page, Text, Value, new_id
from tests.fakes import NOON

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - Hypothesis wants its bounds naive
instants = st.datetimes(min_value=EPOCH, timezones=st.just(UTC))
offsets = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
TEXT: TypeAdapter[str] = TypeAdapter(Text)


class Moment(Value):
    at: Instant


@given(instants)
def test_an_id_is_a_uuid_of_version_7(now: datetime) -> None:
    made = new_id(now)
    assert (made.version, made.variant) == (7, RFC_4122)


@given(instants)
def test_an_id_begins_with_the_millisecond_it_was_made_in(now: datetime) -> None:
    milliseconds = new_id(now).int >> 80
    elapsed = now - EPOCH.replace(tzinfo=UTC)
    assert (
        timedelta(0) <= elapsed - timedelta(milliseconds=milliseconds) < timedelta(milliseconds=1)
    )


@given(instants, st.timedeltas(timedelta(milliseconds=1), timedelta(days=1000)))
def test_ids_sort_by_age(now: datetime, later: timedelta) -> None:
    past = now - later if now.year > 1975 else now
    assert new_id(past) < new_id(past + later)
    assert str(new_id(past)) < str(new_id(past + later))


def test_ids_of_one_millisecond_differ() -> None:
    assert len({new_id(NOON) for _ in range(10_000)}) == 10_000


@given(st.datetimes(timezones=offsets, min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)))  # noqa: DTZ001
def test_an_instant_from_any_zone_is_kept_in_utc(given_: datetime) -> None:
    kept = INSTANT.validate_python(given_)
    assert (kept, kept.tzinfo) == (given_, UTC)


async def test_a_session_of_postgresql_in_another_zone_changes_no_instant(
    database_url: str,
) -> None:
    async with await psycopg.AsyncConnection.connect(database_url) as conn:
        await conn.execute("set local time zone 'America/Bogota'")
        found = await (await conn.execute("select %s::timestamptz", (NOON,))).fetchone()
    assert found is not None
    assert found[0].utcoffset() == timedelta(hours=-5)
    assert Moment(at=found[0]).model_dump_json() == '{"at":"2027-03-01T12:00:00Z"}'


@pytest.mark.parametrize(
    ("given_", "complaint"),
    [
        ("2027-03-01T12:00:00", "timezone"),
        ("0001-01-01T00:00:00+10:00", "before the year 1"),
        ("9999-12-31T23:59:00-10:00", "after the year 9999"),
    ],
)
def test_an_instant_that_cannot_be_told_in_utc_is_refused(given_: str, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        INSTANT.validate_python(given_)


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_text_is_kept_as_it_is_written(written: str) -> None:
    assert TEXT.validate_python(written) == written


@pytest.mark.parametrize(("written", "complaint"), [("a\x00b", "NUL"), ("a\ud800b", "surrogate")])
def test_text_that_postgresql_cannot_keep_is_refused(written: str, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        TEXT.validate_python(written)


def test_a_value_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Moment(at=NOON).at = NOON  # type: ignore[misc]


def test_a_misspelt_field_of_a_value_is_heard_of() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Moment.model_validate({"at": NOON, "att": NOON})


@given(st.integers(0, 30), st.integers(1, 10))
def test_pages_together_are_the_whole_list_and_none_is_empty(size: int, limit: int) -> None:
    rest, seen = list(range(size)), []
    while rest:
        page = Page[int, int].of(rest[: limit + 1], limit, lambda each: each)
        seen += page.items
        rest = [] if page.next is None else [each for each in rest if each > page.next]
        assert page.items
    assert seen == list(range(size))
