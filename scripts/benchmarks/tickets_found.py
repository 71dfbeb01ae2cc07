"""What search and similar tickets are measured on: all tickets as documents, many with a vector."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import batched, chain, cycle
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray

from functions.knowledge import lexicon
from scripts.benchmarks.search_desk import MODEL, EmbeddedModel
from shared.adapters.redis import RedisServer
from shared.adapters.vectors import RedisVectors
from shared.db.pool import Database
from shared.ports import Placed

MIX = {
    "words": ("printer jam second floor", "vpn drops every hour", "outlook password expired"),
    "common": ("printer", "error", "laptop"),
    "typo": ("pritner jam", "outlok password", "vpn conection drops"),
    "number": ("INC0010777", "10042", "inc12001"),
    "phrase": ('"printer jam"', '"password at home" outlook', '"vpn drops"'),
    "field": ("state:open printer jam", "priority:1 vpn", "state:closed password"),
    "spanish": ("impresora atascada", "contrasena vencida", "la vpn no conecta"),
}
"""Each kind as often as any other."""
READ, PLACED = 10_000, 100_000
"""Texts that the model reads, and tickets with a vector at the most: others are these, blurred."""
BLUR = 0.5  # length of the noise that is added to a vector of length 1
TOGETHER = 2_000

Vectors = NDArray[np.float32]


def questions(by: str, *, new: bool) -> Iterator[bytes]:
    """The mix, asked over HTTP, one kind after the other, without end.

    Where they are `new`, nobody has asked them before: each ends with another rare word.
    """
    rounds = cycle(zip(*MIX.values(), strict=True))
    typed = chain.from_iterable(zip(MIX, round_, strict=True) for round_ in rounds)
    for number, (kind, question) in enumerate(typed):
        asked = f"{question} code{number}" if new and kind != "number" else question
        yield f"GET /api/v1/search?kind=ticket&limit=10&by={by}&q={quote(asked)}".encode()


async def learn(settings: Mapping[str, str], texts: Path | None) -> list[UUID]:
    """Have search know every ticket, and the newest by meaning. Those of which that is true."""
    url = settings["DATABASE__URL"]
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as conn:
        await conn.execute(LEARN, {"placed": PLACED, "space": f"{MODEL}/384"})
        placed = [tuple(row) for row in await (await conn.execute(NEWEST, [PLACED])).fetchall()]
        base = _read(texts, [gist for _, gist, _ in placed])
        redis = RedisServer(settings["REDIS__URL"])
        copy = RedisVectors(redis, model=MODEL, dimensions=base.shape[1])
        vectors = zip(placed, _blurred(base, len(placed)), strict=True)
        for some in batched(vectors, TOGETHER, strict=False):
            items = [Placed(id=id_, vector=list(v), facets=f) for (id_, _, f), v in some]
            await _store(conn, items)
            await copy.put("ticket", items)
        await redis.close()
        await _count_words(url)
        for table in ("document", "embedding", "lexeme"):
            await conn.execute(f"vacuum analyze {table}")
    return [id_ for id_, _, _ in placed]


def _read(texts: Path | None, gists: Sequence[str]) -> Vectors:
    """Where texts lie: those of a file, or else the tickets' own."""
    if texts and texts.exists():
        with texts.open(encoding="utf-8", newline="") as lines:
            gists = [row["text"] for row in csv.DictReader(lines)]
    model = EmbeddedModel()
    model.read(gists[:READ])
    return np.array([model.known[gist] for gist in gists[:READ]], dtype=np.float32)


def _blurred(base: Vectors, count: int) -> Iterator[list[float]]:
    chance = np.random.default_rng(0)
    for number, vector in zip(range(count), cycle(base), strict=False):
        noise = chance.standard_normal(len(vector))
        noise *= BLUR / np.linalg.norm(noise) if number >= len(base) else 0
        moved: Vectors = vector + noise
        yield (moved / np.linalg.norm(moved)).tolist()


async def _store(conn: psycopg.AsyncConnection, items: Sequence[Placed]) -> None:
    columns = "document_id, kind, model, dimensions, text_version, vector"
    async with conn.cursor() as cursor, cursor.copy(f"copy embedding ({columns}) from stdin") as to:
        for each in items:
            length = len(each.vector)
            await to.write_row((each.id, "ticket", MODEL, length, 1, str(list(each.vector))))


async def _count_words(url: str) -> None:
    db = Database(url)
    counted = 1
    while counted:
        async with db.transaction() as conn:
            counted = await lexicon.count_words(conn)
    await db.close()


LEARN = """
    insert into document (
      id, kind, number, title, text, language, resolved, version, text_version, facets, embedded_in
    )
    select id, 'ticket', number, title, description, language, state in ('resolved', 'closed'),
      1, 1, array['kind:ticket', 'state:' || state, 'priority:' || priority],
      case when row_number() over (order by id desc) <= %(placed)s then %(space)s end
    from ticket order by id
    on conflict (id) do update set embedded_in = excluded.embedded_in, text_version = 1
"""
NEWEST = """
    select id, title || E'\\n' || text, facets from document where kind = 'ticket'
    order by id desc limit %s
"""
