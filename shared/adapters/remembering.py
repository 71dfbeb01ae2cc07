"""Embeddings that know what they were asked a moment ago.

A search is asked again with each condition that is added and each return to it, and many ask the
same on a day when something is broken: each time the vendor would be waited for, and paid.
"""

from array import array
from collections.abc import Sequence
from datetime import timedelta

from shared.memory import Memory
from shared.ports import Embeddings
from shared.value import Spoken

KEPT = timedelta(minutes=10)


class RememberingEmbeddings:
    """Another's, of which those of single texts are remembered: that is how questions come."""

    def __init__(self, behind: Embeddings, memory: Memory) -> None:
        self._behind, self._memory = behind, memory

    @property
    def model(self) -> str:
        """The model's name."""
        return self._behind.model

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return self._behind.dimensions

    @property
    def languages(self) -> frozenset[Spoken]:
        """Those it understands."""
        return self._behind.languages

    def of(self, model: str, dimensions: int) -> "RememberingEmbeddings":
        """Another model of the same vendor."""
        return RememberingEmbeddings(self._behind.of(model, dimensions), self._memory)

    async def embed(self, texts: Sequence[str], *, deadline: float) -> Sequence[Sequence[float]]:
        """One unit vector a text, in order, within `deadline` seconds."""
        if len(texts) != 1:
            return await self._behind.embed(texts, deadline=deadline)

        async def asked() -> array[float]:
            (vector,) = await self._behind.embed(texts, deadline=deadline)
            return array("f", vector)  # a tenth of what a list takes, and what an index keeps

        key = ("embedding", self.model, self.dimensions, texts[0])
        return [await self._memory.recall(key, asked, keep=KEPT)]
