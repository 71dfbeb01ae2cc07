"""Stand-ins for what keeps something for us: queues, files, secrets. mypy proves that they fit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.errors import Problem, Unavailable
from shared.ports import (
    Bucket,
    Cache,
    Depth,
    Files,
    Lying,
    Near,
    Placed,
    Queue,
    Queues,
    Secrets,
    Transcripts,
    Vectors,
    Within,
)


@dataclass
class FakeQueue:
    """Keeps what is sent; refuses while `failure` is set."""

    failure: Problem | None = None
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, queue: str, body: str) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((queue, body))


@dataclass
class FakeQueues:
    """Queues with what a test puts there. Nothing is removed while `stuck`."""

    waiting: dict[str, list[datetime]] = field(default_factory=dict)
    failed: dict[str, list[Lying]] = field(default_factory=dict)
    stuck: Problem | None = None
    failure: Problem | None = None

    async def depths(self, queues: Sequence[str]) -> Sequence[Depth]:
        if self.failure:
            raise self.failure
        found = [(name, self.waiting.get(name, [])) for name in queues]
        return [
            Depth(queue=name, count=len(waiting), oldest_at=min(waiting, default=None))
            for name, waiting in found
        ]

    async def poisoned(self, queue: str) -> Sequence[Lying]:
        return list(self.failed.get(queue, []))

    async def remove(self, queue: str, message: Lying) -> None:
        if self.stuck:
            raise self.stuck
        self.failed[queue].remove(message)


@dataclass
class FakeBucket:
    """Has `left` permits, which do not come back. `failure` is raised instead."""

    left: int = 1_000_000
    failure: Problem | None = None

    async def take(
        self, key: str, wanted: int, *, per_second: float, burst: int, now: datetime
    ) -> int:
        if self.failure:
            raise self.failure
        taken = min(wanted, self.left)
        self.left -= taken
        return taken


@dataclass
class FakeVectors:
    """Compares with every vector. `failure` is raised instead. Empty, it has no index."""

    failure: Problem | None = None
    kept: dict[tuple[str, UUID], Sequence[float]] = field(default_factory=dict)
    facets: dict[UUID, Sequence[str]] = field(default_factory=dict)
    space: tuple[str, int] = ("words", 384)
    others: dict[tuple[str, int], "FakeVectors"] = field(default_factory=dict)

    def of(self, model: str, dimensions: int) -> "FakeVectors":
        if (model, dimensions) == self.space:
            return self
        new = FakeVectors(space=(model, dimensions), failure=self.failure, others=self.others)
        self.others.setdefault(self.space, self)
        return self.others.setdefault((model, dimensions), new)

    async def put(self, kind: str, items: Sequence[Placed]) -> None:
        if self.failure:
            raise self.failure
        self.kept |= {(kind, each.id): each.vector for each in items}
        self.facets |= {each.id: each.facets for each in items}

    async def nearest(
        self, kind: str, vector: Sequence[float], *, count: int, within: Within = ()
    ) -> Sequence[Near]:
        if self.failure:
            raise self.failure
        if not self.kept:
            raise Unavailable("There is no index", vendor="fake", code="no-index")
        near = [
            Near(id=id_, score=math.sumprod(vector, other))
            for (of_kind, id_), other in self.kept.items()
            if of_kind == kind
            and all(set(group) & set(self.facets.get(id_, ())) for group in within)
        ]
        return sorted(near, key=lambda each: -each.score)[:count]

    async def clear(self) -> None:
        self.kept.clear()


@dataclass
class FakeFiles:
    """Keeps files in a dictionary. `failure` is raised instead."""

    failure: Problem | None = None
    kept: dict[str, bytes] = field(default_factory=dict)

    async def put(self, path: str, data: bytes, *, media_type: str) -> None:
        if self.failure:
            raise self.failure
        self.kept[path] = data

    async def get(self, path: str) -> bytes | None:
        if self.failure:
            raise self.failure
        return self.kept.get(path)

    async def get_part(self, path: str, first: int, length: int) -> bytes | None:
        found = await self.get(path)
        return None if found is None else found[first : first + length]

    async def remove(self, path: str) -> None:
        self.kept.pop(path, None)


@dataclass
class FakeCache:
    """Forgets nothing by itself: the test empties `kept`. `failure` is raised instead."""

    failure: Problem | None = None
    kept: dict[str, bytes] = field(default_factory=dict)

    async def get(self, key: str) -> bytes | None:
        if self.failure:
            raise self.failure
        return self.kept.get(key)

    async def put(self, key: str, value: bytes, *, keep: timedelta) -> None:
        if self.failure:
            raise self.failure
        self.kept[key] = value

    async def claim(self, key: str, *, keep: timedelta) -> bool:
        if self.failure:
            raise self.failure
        return key not in self.kept and self.kept.setdefault(key, b"") == b""

    async def release(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class FakeSecrets:
    """Knows what it is told; a name is its own secret otherwise. `failure` is raised instead."""

    failure: Problem | None = None
    known: dict[str, str] = field(default_factory=dict)

    async def secret(self, name: str) -> str:
        if self.failure:
            raise self.failure
        return self.known.get(name, f"the secret {name}")


@dataclass
class FakeTranscripts:
    """Keeps entries in a dictionary. `failure` is raised instead."""

    failure: Problem | None = None
    kept: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    lifetimes: dict[UUID, timedelta | None] = field(default_factory=dict)

    async def append(
        self, call_id: UUID, entries: Sequence[dict[str, Any]], *, keep: timedelta | None
    ) -> None:
        if self.failure:
            raise self.failure
        self.kept.setdefault(call_id, []).extend(entries)
        self.lifetimes[call_id] = keep

    async def read(self, call_id: UUID) -> Sequence[dict[str, Any]]:
        if self.failure:
            raise self.failure
        return self.kept.get(call_id, [])

    async def erase(self, call_id: UUID) -> None:
        if self.failure:
            raise self.failure
        self.kept.pop(call_id, None)


_queues: tuple[Queue, Queues, Bucket] = (FakeQueue(), FakeQueues(), FakeBucket())
_files: tuple[Files, Cache, Transcripts] = (FakeFiles(), FakeCache(), FakeTranscripts())
_others: tuple[Vectors, Secrets] = (FakeVectors(), FakeSecrets())
