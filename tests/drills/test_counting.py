"""What the drills would have noticed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scripts.drills import counting
from scripts.drills.diary import Diary, Note
from scripts.drills.stage import Stage
from shared.db.pool import Database

PATH = "/api/v1/campaigns/01900000-0000-7000-8000-000000000001"
PHONE = "+12125550100"


@pytest.fixture
async def it(db: Database) -> Any:
    """A system in whose database nothing is, beside a network on which calls were made."""
    events: dict[str, list[dict[str, Any]]] = {"created": [], "webhook": []}

    async def seen(kind: str, after: int) -> list[dict[str, Any]]:
        return events[kind]

    return SimpleNamespace(db=db, events=seen, seen=events)


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "notes.jsonl")


async def lost(it: Any, diary: Diary) -> dict[str, int]:
    found = await counting.lost(cast("Stage", it), diary, PATH, 0)
    return {kind: many for kind, many in found.items() if many}


def note(kind: str, key: str, status: int) -> Note:
    return Note(kind, key, at=0, seconds=0.1, status=status, answer={"id": key})


def created(sid: str) -> dict[str, Any]:
    return {"call": sid, "detail": {"to": PHONE}}


async def test_where_nobody_was_promised_anything_nothing_is_lost(it: Any, diary: Diary) -> None:
    diary.write(note("ticket", "never answered", 0))
    diary.write(note("wish", PHONE, 503))
    assert await lost(it, diary) == {}


async def test_a_ticket_that_was_promised_and_is_not_there_is_lost(it: Any, diary: Diary) -> None:
    diary.write(note("ticket", "t1", 201))
    assert await lost(it, diary) == {"tickets": 1, "tickets not searchable": 1}


async def test_a_number_that_was_to_be_left_alone_and_is_not_is_lost(it: Any, diary: Diary) -> None:
    diary.write(note("wish", PHONE, 201))
    assert await lost(it, diary) == {"do-not-call": 1}


async def test_a_call_only_the_network_knows_of_is_lost(it: Any, diary: Diary) -> None:
    it.seen["created"] = [created("CA1")]
    assert await lost(it, diary) == {"calls unknown or open": 1}


async def test_somebody_rung_twice_is_found(it: Any, diary: Diary) -> None:
    it.seen["created"] = [created("CA1"), created("CA2")]
    assert (await lost(it, diary))["people rung twice"] == 1


async def test_a_key_that_was_taken_and_forgotten_is_lost(it: Any, diary: Diary) -> None:
    fields = {"Digits": "9"}
    heard = {"signed": True, "status": 200, "url": "/turns/1", "fields": fields}
    it.seen |= {"created": [created("CA1")], "webhook": [{"call": "CA1", "detail": heard}]}
    assert (await lost(it, diary))["opt-outs"] == 1


async def test_a_key_that_was_not_taken_is_nobodys_fault(it: Any, diary: Diary) -> None:
    heard = {"signed": True, "status": 503, "url": "/turns/1", "fields": {"Digits": "9"}}
    it.seen |= {"created": [created("CA1")], "webhook": [{"call": "CA1", "detail": heard}]}
    assert "opt-outs" not in await lost(it, diary)


async def test_words_that_were_taken_and_not_kept_are_lost(it: Any, diary: Diary) -> None:
    heard = {"signed": True, "status": 200, "url": "/turns/1", "fields": {"SpeechResult": "yes"}}
    it.seen["webhook"] = [{"call": "CA1", "detail": heard}]
    assert await lost(it, diary) == {"words of transcripts": 1}


def test_notes_are_in_the_file_at_once(diary: Diary) -> None:
    diary.write(note("ticket", "t1", 201))
    assert '"key": "t1"' in diary.file.read_text()
