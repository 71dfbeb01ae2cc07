"""How good search is: by words, by meaning and by both, through the product's own API."""

import argparse
import asyncio
import csv
import random
from collections.abc import Sequence
from itertools import batched
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.search_desk import Desk, EmbeddedModel, desk, number
from scripts.local.places import ROOT
from scripts.local.progress import step
from shared.value import Spoken

PLACES, DEPTH, AT_ONCE = (1, 3, 5, 10), 10, 4
WAYS = {"words": "fulltext", "meaning": "vectors", "hybrid": "hybrid"}
SPANISH = Path(__file__).parent / "data" / "spanish_desk.txt"
SEED = 7  # shuffles the texts: the file is sorted by topic, and tickets do not come like that


class Example(NamedTuple):
    """A text, and what it is about."""

    text: str
    topic: str


def options(page: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    usual = ROOT.parent / "shared" / "data" / "banking77"
    page.add_argument("--data", type=Path, default=usual, metavar="FOLDER")
    page.add_argument("--validate", action="store_true", help="query a split of the training part")


def run(asked: argparse.Namespace) -> dict[str, object]:
    """Hits of the same topic among the first 1, 3, 5 and 10, and the mean reciprocal rank."""
    return asyncio.run(_measured(asked))


async def _measured(asked: argparse.Namespace) -> dict[str, object]:
    found: dict[str, object] = {}
    if (asked.data / "train.csv").exists():
        known, questions = _english(asked.data, validate=asked.validate)
        found |= await _quality(known, questions, Spoken.EN)
    else:
        print(f"  skipped: there is no train.csv in {asked.data}")
        found["skipped"] = "English: no data"
    known, questions = _spanish()
    spanish = await _quality(known, questions, Spoken.ES)
    return found | {f"es_{way}": figures for way, figures in spanish.items()}


def _english(folder: Path, *, validate: bool) -> tuple[list[Example], list[Example]]:
    """What is indexed and what is asked: the test part, or a tenth of the other to choose by."""
    train, test = (_read(folder / f"{part}.csv") for part in ("train", "test"))
    random.Random(SEED).shuffle(train)  # noqa: S311  the same order each time
    tenth = len(train) // 10
    return (train[tenth:], train[:tenth]) if validate else (train, test)


def _read(file: Path) -> list[Example]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [Example(row["text"], row["category"]) for row in csv.DictReader(lines)]


def _spanish() -> tuple[list[Example], list[Example]]:
    """Our own tickets of a desk: below each topic the tickets, and with `?` what is asked."""
    known, questions, topic = list[Example](), list[Example](), ""
    for line in SPANISH.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            topic = line.removeprefix("# ")
        elif line.startswith("? "):
            questions.append(Example(line.removeprefix("? "), topic))
        else:
            known.append(Example(line, topic))
    random.Random(SEED).shuffle(known)  # noqa: S311  as above
    return known, questions


async def _quality(
    known: Sequence[Example], questions: Sequence[Example], language: Spoken
) -> dict[str, object]:
    embeddings = EmbeddedModel()
    async with desk(embeddings) as at:
        with step(f"{len(known)} tickets in {language} learnt, {len(questions)} questions read"):
            await at.learn([each.text for each in known], language)
            embeddings.read([each.text for each in questions])
        found: dict[str, object] = {}
        for way, name in WAYS.items():
            with step(f"Asked by {way}"):
                found[name] = await _asked(at, known, questions, way)
    return found


async def _asked(
    at: Desk, known: Sequence[Example], questions: Sequence[Example], way: str
) -> dict[str, float]:
    ranks: list[int | None] = []
    for some in batched(questions, AT_ONCE, strict=False):
        ranks += await asyncio.gather(*(_rank(at, known, each, way) for each in some))
    hits = {f"hit@{n}": sum(r is not None and r <= n for r in ranks) for n in PLACES}
    reciprocal = sum(1 / rank for rank in ranks if rank)
    figures = {**hits, "mrr": reciprocal}
    return {name: round(value / len(questions), 4) for name, value in figures.items()}


async def _rank(at: Desk, known: Sequence[Example], asked: Example, way: str) -> int | None:
    """The place of the first answer of the same topic."""
    items = (await at.found(asked.text, way, DEPTH))["items"]
    topics = [known[number(item) - 1].topic for item in items]
    return topics.index(asked.topic) + 1 if asked.topic in topics else None
