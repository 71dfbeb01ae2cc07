"""What it brings to embed all that waits in one request, instead of one ticket after the other."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from functions.knowledge import embedding, learning
from scripts.benchmarks.search_desk import Desk, EmbeddedModel, desk, told
from scripts.local.progress import step
from shared.adapters.clock import SystemClock

TOGETHER, ALONE = 1024, 24
ANSWER = 0.2  # seconds that the vendor takes for a request, whatever is in it
SEED = 11
PARTS = (
    ("The printer on the second floor", "My laptop", "The VPN", "The payroll page", "Outlook"),
    ("does not start", "is very slow since the update", "asks for a password", "shows an error"),
    ("when I work from home", "since Monday", "for everybody in my team", "after I restarted it"),
    (
        "I tried another cable.",
        "A colleague has the same.",
        "It says code {n}.",
        "It worked before.",
    ),
    (
        "Can you call me?",
        "I need it for a meeting at {n}.",
        "Thank you.",
        "It is urgent: {n} wait.",
    ),
)


@dataclass
class FixedAnswer(EmbeddedModel):
    """A vendor that answers after the same time; its vectors are drawn by chance."""

    answer: float = ANSWER

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        await asyncio.sleep(self.answer)
        return [self._drawn(text) for text in texts]

    def _drawn(self, text: str) -> list[float]:
        numbers = np.random.default_rng(crc32(text.encode())).standard_normal(self.dimensions)
        drawn: list[float] = (numbers / np.linalg.norm(numbers)).tolist()
        return drawn


@dataclass
class FixedModel(EmbeddedModel):
    """The embedded model at a vendor's distance, in a thread as the simulator has it."""

    distance: float = ANSWER

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        await asyncio.sleep(self.distance)
        vectors, _ = await asyncio.to_thread(self.meaning.embed, list(texts))
        made: list[list[float]] = vectors.tolist()
        return made


def run() -> dict[str, float]:
    """Tickets a second from the claim to the copies in Redis, together and one by one."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    with step(f"The vendor answers after {ANSWER * 1000:g} ms"):
        found = await _compared(FixedAnswer())
    with step("The embedded model works at that distance"):
        model = await _compared(FixedModel())
    with step("The embedded model works here"):
        here = await _compared(FixedModel(distance=0))
    found |= {f"model_{name}": value for name, value in model.items()}
    return found | {f"model_here_{name}": value for name, value in here.items()}


async def _compared(embeddings: EmbeddedModel) -> dict[str, float]:
    chance = random.Random(SEED)  # noqa: S311  the same texts each time
    texts = [_text(chance, number) for number in range(TOGETHER + ALONE)]
    async with desk(embeddings) as at:
        await embeddings.embed(["warm"], deadline=60)
        alone = sum(
            [await _seconds(at, [text], TOGETHER + n) for n, text in enumerate(texts[:ALONE])]
        )
        together = await _seconds(at, texts[ALONE:], 0)
    batched, single = TOGETHER / together, ALONE / alone
    return {"batched_per_s": batched, "single_per_s": single, "ratio": batched / single}


def _text(chance: random.Random, number: int) -> str:
    return " ".join(chance.choice(part) for part in PARTS).replace("{n}", str(number))


async def _seconds(at: Desk, texts: Sequence[str], first: int) -> float:
    """How long the worker takes from the nudge until all of these are copied."""
    clock = SystemClock()
    for number, text in enumerate(texts, first + 1):
        await learning.learn(at.db, clock, told(clock, number, text))
    began = time.perf_counter()
    await embedding.embed_waiting(at.db, clock, at.embeddings, at.vectors)
    return time.perf_counter() - began
