"""Search by meaning in RediSearch 2.10: one index a model and length of vector."""

import array
import sys
from collections.abc import Sequence
from itertools import batched
from time import monotonic
from typing import Any
from uuid import UUID

from shared.adapters.redis import VENDOR, RedisServer
from shared.errors import Rejected, Unavailable
from shared.ports import Near, Placed, Within

AT_ONCE = 200  # vectors in one request: 1.2 MB at 1536 dimensions
BUILDING = (
    10.0  # seconds for such a request: each vector is linked into the graph before it answers
)
SCHEMA = 2  # of the index: another number, another index, filled anew from PostgreSQL
BETWEEN_FACETS = "\x1f"
GRAPH = ("M", 16, "EF_CONSTRUCTION", 200, "EF_RUNTIME", 64)
WIDE = 200  # candidates along the graph: .999 of the true fifty among 100,000, for 0.2 ms
FEW = 1000  # documents at each of which a look costs less than to ask how many there are
STALE = 300  # seconds for which it is believed how many there are: it says only where to look
REMEMBERED = 1000  # filters


class RedisVectors:
    """Vectors of one model. They are hashes, which Redis indexes as they are written."""

    def __init__(self, server: RedisServer, *, model: str, dimensions: int) -> None:
        self._server, self._dimensions = server, dimensions
        # In the name, because others may still read an index of the schema before.
        self._index = f"idx{SCHEMA}:{model}:{dimensions}"
        self._prefix = f"vec{SCHEMA}:{model}:{dimensions}:"
        self._counts: dict[tuple[object, ...], tuple[float, int]] = {}

    def of(self, model: str, dimensions: int) -> "RedisVectors":
        """The index of another model in the same Redis."""
        return RedisVectors(self._server, model=model, dimensions=dimensions)

    async def put(self, kind: str, items: Sequence[Placed]) -> None:
        """Add or replace. The index is made where it is missing."""
        for some in batched(items, AT_ONCE, strict=False):
            keyed = {f"{self._prefix}{kind}:{each.id}": self._fields(kind, each) for each in some}
            async with self._server.asked(deadline=BUILDING) as redis:
                together = redis.pipeline(transaction=False)
                together.execute_command("FT.CREATE", self._index, *self._schema())
                for key, fields in keyed.items():
                    together.hset(key, mapping=fields)  # type: ignore[arg-type]  # invariant
                _raise_first(await together.execute(raise_on_error=False))

    async def nearest(
        self, kind: str, vector: Sequence[float], *, count: int, within: Within = ()
    ) -> Sequence[Near]:
        """The closest documents of that kind, best first, among those within.

        `Unavailable` where there is no index: Redis was emptied, and PostgreSQL has to answer.
        """
        among, parameters = _narrowed(kind, within)
        near = {"count": count, "near": self._packed(vector)}
        shape = ("SORTBY", "distance", "LIMIT", 0, count, "RETURN", 1, "distance")
        try:
            how = await self._how(among, parameters, count)
            query = f"{among}=>[KNN $count @vector $near {how} AS distance]"
            found = await self._search(query, parameters | near, shape)
        except Rejected as problem:
            raise _missing_or(problem) from problem
        return [_near(key, fields) for key, fields in batched(found[1:], 2, strict=True)]

    async def _how(self, among: str, parameters: dict[str, Any], count: int) -> str:
        """Along the graph until enough are found, or at each: whichever takes fewer looks.

        RediSearch, left to itself, looked at each of 100,000 for their nearest fifty: 10 ms of its
        only thread, 24 with a facet that most have, and along the graph 0.3. Where a facet is rare
        it is the other way round. A step along the graph costs about three looks.
        """
        some = await self._count(among, parameters)
        steps = 3 * count * await self._count("*", {}) if some > FEW else 0
        if some <= FEW or some * some <= steps:
            return "HYBRID_POLICY ADHOC_BF"
        return f"HYBRID_POLICY BATCHES EF_RUNTIME {WIDE}"

    async def _count(self, query: str, parameters: dict[str, Any]) -> int:
        """How many match, or did a few minutes ago."""
        key, now = (query, *parameters.values()), monotonic()
        since, count = self._counts.get(key, (-STALE, 0))
        if now - since < STALE:
            return count
        (count, *_) = await self._search(query, parameters, ("LIMIT", 0, 0))
        if len(self._counts) >= REMEMBERED:
            self._counts.clear()
        self._counts[key] = (now, count)
        return int(count)

    async def _search(
        self, query: str, parameters: dict[str, Any], shape: Sequence[str | int]
    ) -> Any:
        asked = [part for name, value in parameters.items() for part in (name, value)]
        named = ("PARAMS", len(asked), *asked) if asked else ()
        command = ("FT.SEARCH", self._index, query, *named, *shape, "DIALECT", 2)
        async with self._server.asked() as redis:
            return await redis.execute_command(*command)  # type: ignore[no-untyped-call]

    async def clear(self) -> None:
        """Drop the index of this model and all that is in it."""
        try:
            async with self._server.asked(deadline=BUILDING) as redis:
                command: tuple[str, ...] = ("FT.DROPINDEX", self._index, "DD")
                await redis.execute_command(*command)  # type: ignore[no-untyped-call]
        except Rejected as problem:
            if not _says_missing(problem):
                raise

    def _fields(self, kind: str, placed: Placed) -> dict[str, str | bytes]:
        facets = BETWEEN_FACETS.join(placed.facets)
        return {"kind": kind, "facets": facets, "vector": self._packed(placed.vector)}

    def _packed(self, vector: Sequence[float]) -> bytes:
        if len(vector) != self._dimensions:
            message = f"The vector has {len(vector)} dimensions, the index {self._dimensions}"
            raise Rejected(message, vendor=VENDOR, code="dimensions")
        numbers = array.array("f", vector)
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers.tobytes()

    def _schema(self) -> tuple[str | int, ...]:
        space = ("TYPE", "FLOAT32", "DIM", self._dimensions, "DISTANCE_METRIC", "COSINE")
        hnsw = ("VECTOR", "HNSW", len(space) + len(GRAPH), *space, *GRAPH)
        documents = ("ON", "HASH", "PREFIX", 1, self._prefix)
        facets = ("facets", "TAG", "SEPARATOR", BETWEEN_FACETS, "CASESENSITIVE")
        return (*documents, "SCHEMA", "kind", "TAG", "CASESENSITIVE", *facets, "vector", *hnsw)


def _narrowed(kind: str, within: Within) -> tuple[str, dict[str, Any]]:
    """The part of a query that narrows it, and its parameters: what people type is never syntax."""
    named = [[f"f{n}_{m}" for m, _ in enumerate(group)] for n, group in enumerate(within)]
    query = "".join(f" @facets:{{{' | '.join(f'${name}' for name in names)}}}" for names in named)
    values = [facet for group in within for facet in group]
    parameters = dict(zip([name for names in named for name in names], values, strict=True))
    return f"(@kind:{{$kind}}{query})", {"kind": kind, **parameters}


def _raise_first(results: Sequence[Any]) -> None:
    for place, result in enumerate(results):
        exists = place == 0 and "already exists" in str(result)
        if isinstance(result, Exception) and not exists:
            raise result


def _says_missing(problem: Rejected) -> bool:
    lower = problem.detail.lower()
    return "no such index" in lower or "unknown index" in lower


def _missing_or(problem: Rejected) -> Rejected | Unavailable:
    if not _says_missing(problem):
        return problem
    message = "The search index is not there: rebuild it from PostgreSQL"
    return Unavailable(message, vendor=VENDOR, code="no-index")


def _near(key: bytes, fields: Sequence[bytes]) -> Near:
    """A hit: its id is the end of its key, its score what the cosine distance leaves of one."""
    return Near(id=UUID(key.decode().rpartition(":")[2]), score=1 - float(fields[1]))
