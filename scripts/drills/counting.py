"""Compares what people and the telephone network wrote down with what the database holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

import httpx
from azure.storage.queue.aio import QueueServiceClient

from scripts.drills.diary import Diary
from scripts.drills.people import Desk
from scripts.drills.stage import Stage
from shared.errors import VendorProblem

HEARD, PRESSED = "SpeechResult", "Digits"
Event = Mapping[str, Any]
PROMPT = 1.0  # seconds
LATE = timedelta(seconds=5)
"""After how long a message should have left."""


async def lost(it: Stage, diary: Diary, path: str, since: int) -> dict[str, int]:
    """By kind, what somebody was told is there and is not, or is there twice. All zero is right.

    `since` is the number of the last event on the network before the drill.
    """
    created = await it.events("created", since)
    webhooks = [each for each in await it.events("webhook", since) if _accepted(each)]
    return {
        **await _at_the_desk(it, diary),
        "calls unknown or open": await _calls(it, [each["call"] for each in created]),
        "people rung twice": _twice(created),
        "members without outcome": await _members(it, path),
        "opt-outs": await _opt_outs(it, created, webhooks),
        "words of transcripts": await _words(it, webhooks),
    }


async def compared(it: Stage, diary: Diary, since: int) -> int:
    """How many things that was: requests that were answered well, calls, words and keys."""
    webhooks = [each for each in await it.events("webhook", since) if _accepted(each)]
    said = [each for each in webhooks if {HEARD, PRESSED} & each["detail"]["fields"].keys()]
    kept = sum(len(diary.promised(kind)) for kind in ("ticket", "wish", "file"))
    return kept + len(await it.events("created", since)) + len(said)


async def _at_the_desk(it: Stage, diary: Diary) -> dict[str, int]:
    titles = Counter(await _column(it, "select title from ticket"))
    wanted = diary.promised("ticket")
    forbidden = set(await _column(it, "select phone from do_not_call"))
    embedded = set(await _column(it, "select document_id::text from embedding"))
    ids = {ticket["id"] for ticket in wanted.values()}
    return {
        "tickets": sum(titles[key] != 1 for key in wanted),
        "tickets not searchable": len(ids - embedded),
        "do-not-call": len(diary.promised("wish").keys() - forbidden),
        "files": await _files(it, diary),
    }


async def _files(it: Stage, diary: Diary) -> int:
    """Files whose bytes are not those that were sent."""
    missing = 0
    for key, file in diary.promised("file").items():
        if "ticket_id" in file:
            path = f"/api/v1/tickets/{file['ticket_id']}/attachments/{file['id']}/content"
            missing += await it.author.text(path) != key * 100
    return missing


async def _calls(it: Stage, sids: Sequence[str]) -> int:
    ended = await _column(it, "select sid from call where ended_at is not null and concluded")
    return len(set(sids) - set(ended))


def _twice(created: Sequence[Event]) -> int:
    rung = Counter(each["detail"]["to"] for each in created)
    return sum(times - 1 for times in rung.values())


async def _members(it: Stage, path: str) -> int:
    query = "select count(*) from campaign_member where campaign_id = %s::uuid and outcome is null"
    return int((await _column(it, query, path.rpartition("/")[2]))[0])


async def _opt_outs(it: Stage, created: Sequence[Event], webhooks: Sequence[Event]) -> int:
    """People whose key we took, and who may still be called."""
    people = {each["call"]: each["detail"]["to"] for each in created}
    said_no = {each["call"] for each in webhooks if each["detail"]["fields"].get(PRESSED) == "9"}
    forbidden = set(await _column(it, "select phone from do_not_call"))
    return len({people[call] for call in said_no if call in people} - forbidden)


async def _words(it: Stage, webhooks: Sequence[Event]) -> int:
    """Sentences we took and answered that the transcript in Cosmos DB does not hold."""
    taken: dict[str, set[str]] = {}
    for each in webhooks:
        if each["detail"]["fields"].get(HEARD):
            taken.setdefault(each["call"], set()).add(each["detail"]["url"].partition("?")[0])
    known = await _column(it, "select id::text, sid from call where sid = any(%s)", list(taken))
    missing = sum(map(len, taken.values()))
    for call_id, sid in known:
        talk = await it.author.get(f"/api/v1/conversations/{call_id}")
        kept = sum(line["kind"] == "heard" for line in talk["transcript"] or ())
        missing -= min(kept, len(taken[sid]))
    return missing


def _accepted(webhook: Event) -> bool:
    detail = webhook["detail"]
    return bool(detail["signed"] and detail["status"] in range(200, 300))


async def _column(it: Stage, query: LiteralString, *given: object) -> list[Any]:
    async with it.db.transaction() as conn:
        rows = await (await conn.execute(query, given)).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


async def waiting(it: Stage) -> int:
    """How much is still to be done: rows, and messages, those a dead worker holds included."""
    query = """
        select (select count(*) from outbox) + (select count(*) from transcript_entry)
          + (select count(*) from document where embedded_in is null)
          + (select count(*) from call where not concluded)
          + (select count(*) from campaign_member where state <> 'done')
          + (select count(*) from erasure where state = 'waiting')
        """
    return int((await _column(it, query))[0]) + await _in_queues(it)


async def _in_queues(it: Stage) -> int:
    async with QueueServiceClient.from_connection_string(it.system.direct["Storage"]) as service:
        queues = [each.name async for each in service.list_queues()]
        found = [
            await service.get_queue_client(name).get_queue_properties()
            for name in queues
            if not name.endswith("-poison")
        ]
    return sum(each.approximate_message_count or 0 for each in found)


async def is_well(it: Stage, desk: Desk) -> bool:
    """Whether somebody who comes now is served at once, and no message is late."""
    try:
        ready = await desk.host.get("/health/ready")
        note = await desk.probe()
        left = await _late(it, LATE * desk.ease)
    except (httpx.HTTPError, VendorProblem):
        return False
    return ready.is_success and note.is_promise and note.seconds < PROMPT * desk.ease and not left


async def _late(it: Stage, patience: timedelta) -> int:
    late = (await it.now() - patience).timestamp() * 1000
    before = UUID(int=int(late) << 80)  # ids begin with the millisecond they were made in
    (left,) = await _column(it, "select count(*) from outbox where id < %s", before)
    return int(left)
