"""Embeddings, as numbers or as base64 (platform.openai.com/docs/api-reference/embeddings)."""

import base64
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from scripts.local.simulators.openai.account import tokens_of
from scripts.local.simulators.openai.asked import Body
from scripts.local.simulators.openai.meaning import Array, Meaning
from scripts.local.simulators.openai.refusals import Refusal, invalid

MOST_INPUTS, LONGEST_INPUT, MOST_TOKENS = 2048, 8192, 300_000


class EmbeddingsRequest(Body):
    """The body of an embeddings request."""

    input: str | list[str] | list[int] | list[list[int]]
    model: str = ""
    dimensions: Annotated[int, Field(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] = "float"
    user: str | None = None

    def texts(self) -> list[str]:
        """The texts. Raises `Refusal` for what the API does not take."""
        given = [self.input] if isinstance(self.input, str) else self.input
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) != len(given):
            raise invalid("input", "This simulator reads texts, not the ids of tokens.")
        _check(texts)
        if self.dimensions and self.dimensions > Meaning.dimensions:
            message = (
                f"Invalid value for 'dimensions' = {self.dimensions}. Must be less than or equal "
                f"to {Meaning.dimensions}."
            )
            raise Refusal(400, message, param="dimensions")
        return texts


def _check(texts: list[str]) -> None:
    if not texts or not all(texts):
        raise invalid("input", "'$.input' is invalid. Please check the API reference.", "empty")
    if len(texts) > MOST_INPUTS:
        message = (
            f"Invalid 'input': array too long. Expected an array with maximum length "
            f"{MOST_INPUTS}, but got an array with length {len(texts)} instead."
        )
        raise invalid("input", message, "array_above_max_length")
    sizes = [tokens_of(text) for text in texts]
    if max(sizes) > LONGEST_INPUT:
        message = (
            f"This model's maximum context length is {LONGEST_INPUT} tokens, however you requested "
            f"{max(sizes)} tokens. Please reduce your prompt."
        )
        raise Refusal(400, message, param="input", code="context_length_exceeded")
    if sum(sizes) > MOST_TOKENS:
        message = f"Requested {sum(sizes)} tokens, max {MOST_TOKENS} tokens per request"
        raise invalid("input", message, "max_tokens_per_request")


def body(asked: EmbeddingsRequest, vectors: Array, tokens: int) -> dict[str, Any]:
    """The answer."""
    wants_text = asked.encoding_format == "base64"
    rows = _shortened(vectors, asked.dimensions)
    data = [
        {"object": "embedding", "index": place, "embedding": _text(row) if wants_text else row}
        for place, row in enumerate(rows if wants_text else rows.tolist())
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": asked.model, "usage": usage}


def _shortened(vectors: Array, dimensions: int | None) -> Array:
    """The first so many numbers, made unit vectors again."""
    if dimensions is None or dimensions == vectors.shape[1]:
        return vectors
    kept = vectors[:, :dimensions]
    unit: Array = kept / np.linalg.norm(kept, axis=1, keepdims=True)
    return unit


def _text(row: Any) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode()
