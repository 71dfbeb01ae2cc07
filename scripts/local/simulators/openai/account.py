"""The account at Azure OpenAI: who may ask, how much in a minute, and what was used."""

import base64
import binascii
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.local.places import LOCAL
from shared.ports import Clock
from shared.value import Value

MINUTE = 60
TOKEN_PARTS = 3


class Config(Value):
    """The account the simulator plays. `packages` is the folder the sentence model is in.

    A bearer token that is not the key must be made for `audience` and still be valid; its
    signature is not looked at.
    """

    key: str = "local-openai"
    audience: str = "https://cognitiveservices.azure.com"
    language_models: tuple[str, ...] = ("gpt-4.1-mini", "gpt-5-mini")
    embedding_models: tuple[str, ...] = ("all-minilm-l6-v2",)
    speech_models: tuple[str, ...] = ("gpt-4o-mini-tts",)
    requests_per_minute: int = 10_000
    tokens_per_minute: int = 10_000_000
    packages: Path = LOCAL / "models"
    seed: int = 1


class Refusal(Exception):
    """An error of the API: `{"error": {"message", "type", "param", "code"}}`."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        kind = "invalid_request_error" if status < 429 else "server_error"  # noqa: PLR2004
        self.status, self.retry_after, self.extra = status, retry_after, dict[str, Any]()
        self.error = {"message": message, "type": kind, "param": param, "code": code}

    def headers(self) -> dict[str, str]:
        """When to come back, as the SDK reads it."""
        if self.retry_after is None:
            return {}
        exact = str(round(self.retry_after * 1000))
        return {"retry-after": str(round(self.retry_after)), "retry-after-ms": exact}


@dataclass
class Account:
    """What was used, in this minute and at all."""

    config: Config
    clock: Clock

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Nothing used yet."""
        self._minute, self._requests, self._tokens = 0, 0, 0
        self.used = dict.fromkeys(
            ("requests", "tokens_in", "tokens_out", "texts_embedded", "characters_spoken"), 0
        )
        self._chance = random.Random(self.config.seed)  # noqa: S311  repeatable on purpose

    def count(self, **amounts: int) -> None:
        """Add to the totals."""
        for name, amount in amounts.items():
            self.used[name] += amount

    def usage(self) -> dict[str, int]:
        """Totals for a report."""
        return dict(self.used)

    def new_id(self, prefix: str) -> str:
        """A new id; the same sequence after every reset."""
        return f"{prefix}{self._chance.getrandbits(96):024x}"

    def now(self) -> int:
        """Unix seconds, as the API writes instants."""
        return int(self.clock.now().timestamp())

    def sign_in(self, key: str, authorization: str) -> None:
        """Take an API key in either header, or an Entra token. Raises `Refusal`."""
        bearer = authorization.removeprefix("Bearer ")
        if self.config.key not in (key, bearer) and not self._is_token(bearer):
            message = (
                "Access denied due to invalid subscription key or token. Send the key as api-key "
                f"or Bearer, or a token for {self.config.audience}."
            )
            raise Refusal(401, message, code="401")

    def _is_token(self, bearer: str) -> bool:
        parts = bearer.split(".")
        if len(parts) != TOKEN_PARTS:
            return False
        try:
            claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        except (ValueError, binascii.Error):
            return False
        fits = str(claims.get("aud", "")).rstrip("/") == self.config.audience
        return fits and float(claims.get("exp", 0)) > self.now()

    def admit(self, tokens: int) -> dict[str, str]:
        """The rate-limit headers of a request let in. Raises `Refusal` (429) past the limits."""
        minute = self.now() // MINUTE
        if minute != self._minute:
            self._minute, self._requests, self._tokens = minute, 0, 0
        left_requests = self.config.requests_per_minute - self._requests - 1
        left_tokens = self.config.tokens_per_minute - self._tokens - tokens
        if left_requests < 0 or left_tokens < 0:
            wait = MINUTE - self.now() % MINUTE
            raise too_many(wait)
        self._requests, self._tokens = self._requests + 1, self._tokens + tokens
        return {
            "x-ratelimit-limit-requests": str(self.config.requests_per_minute),
            "x-ratelimit-limit-tokens": str(self.config.tokens_per_minute),
            "x-ratelimit-remaining-requests": str(left_requests),
            "x-ratelimit-remaining-tokens": str(left_tokens),
            "x-request-id": self.new_id("req_"),
        }


def too_many(wait: float) -> Refusal:
    """More in this minute than the deployment allows."""
    message = f"Rate limit reached. Please retry after {wait:g} seconds."
    return Refusal(429, message, code="rate_limit_exceeded", retry_after=wait)


def filtered() -> Refusal:
    """The prompt was taken for harmful (learn.microsoft.com, Azure OpenAI content filtering)."""
    message = (
        "The response was filtered due to the prompt triggering Azure OpenAI's content "
        "management policy. Please modify your prompt and retry."
    )
    refusal = Refusal(400, message, code="content_filter", param="prompt")
    result = {"violence": {"filtered": True, "severity": "medium"}}
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result}
    refusal.extra = {"status": 400, "innererror": inner}
    return refusal


def tokens_of(text: str) -> int:
    """About how many tokens a text is: four characters each."""
    return (len(text) + 3) // 4
