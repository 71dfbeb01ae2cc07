"""Embeddings, as numbers or as base64 (platform.openai.com/docs/api-reference/embeddings)."""

import base64
from typing import Any, Literal

from pydantic import BaseModel

from scripts.local.simulators.openai.account import Refusal, tokens_of
from scripts.local.simulators.openai.meaning import Array, Meaning

MOST_INPUTS, LONGEST_INPUT, MOST_TOKENS = 2048, 8192, 300_000


class EmbeddingsRequest(BaseModel):
    """The body of an embeddings request."""

    model: str = ""
    input: str | list[str]
    dimensions: int | None = None
    encoding_format: Literal["float", "base64"] = "float"

    def texts(self) -> list[str]:
        """The texts. Raises `Refusal` for what the API does not take."""
        texts = [self.input] if isinstance(self.input, str) else self.input
        sizes = [tokens_of(text) for text in texts]
        if not texts or len(texts) > MOST_INPUTS or not all(texts):
            message = f"'input' must hold 1 to {MOST_INPUTS} texts, none of them empty."
            raise Refusal(400, message, param="input")
        if max(sizes) > LONGEST_INPUT or sum(sizes) > MOST_TOKENS:
            message = f"At most {LONGEST_INPUT} tokens a text and {MOST_TOKENS} a request."
            raise Refusal(400, message, param="input", code="context_length_exceeded")
        if self.dimensions not in (None, Meaning.dimensions):
            message = f"This model has {Meaning.dimensions} dimensions, not {self.dimensions}."
            raise Refusal(400, message, param="dimensions")
        return texts


def body(asked: EmbeddingsRequest, vectors: Array, tokens: int) -> dict[str, Any]:
    """The answer."""
    wants_text = asked.encoding_format == "base64"
    data = [
        {"object": "embedding", "index": place, "embedding": _text(row) if wants_text else row}
        for place, row in enumerate(vectors if wants_text else vectors.tolist())
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": asked.model, "usage": usage}


def _text(row: Any) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode()
