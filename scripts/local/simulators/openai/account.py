"""The account at Azure OpenAI: who may ask, what is deployed, and what was used."""

import base64
import binascii
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.local.places import LOCAL
from scripts.local.simulators.openai.limits import MINUTE, Limits
from scripts.local.simulators.openai.refusals import Refusal
from shared.ports import Clock
from shared.value import Value

TOKEN_PARTS = 3


class Config(Value):
    """The account the simulator plays. `packages` is the folder the sentence model is in.

    A bearer token that is not the key must be made for `audience` and still be valid; its
    signature is not looked at. Limits are a minute's, enforced in windows of `window_seconds`.
    `latency`: answers take about as long as a model would.
    """

    key: str = "local-openai"
    audience: str = "https://cognitiveservices.azure.com"
    language_models: tuple[str, ...] = ("gpt-4.1-mini", "gpt-5-mini")
    embedding_models: tuple[str, ...] = ("all-minilm-l6-v2",)
    speech_models: tuple[str, ...] = ("gpt-4o-mini-tts",)
    requests_per_minute: int = 10_000
    tokens_per_minute: int = 10_000_000
    window_seconds: int = MINUTE
    latency: bool = False
    region: str = "East US"
    packages: Path = LOCAL / "models"
    seed: int = 1


@dataclass
class Account:
    """What was used, in this minute and at all."""

    config: Config
    clock: Clock

    def __post_init__(self) -> None:
        config = self.config
        self.limits = Limits(
            config.requests_per_minute, config.tokens_per_minute, config.window_seconds
        )
        self.reset()

    def reset(self) -> None:
        """Nothing used yet."""
        self.limits.clear()
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
        # Tokens live by the wall's clock, as azure-identity, which renews them, knows no other.
        return fits and float(claims.get("exp", 0)) > time.time()

    def admit(self, tokens: int, *, model: str, version: str) -> dict[str, str]:
        """The headers of a request let in. Raises `Refusal` (429) past the limits."""
        told = self.limits.admit(self.now(), tokens, model=model, version=version)
        names = {
            "x-request-id": self.new_id("req_"),
            "apim-request-id": self.new_id(""),
            "x-ms-region": self.config.region,
        }
        return {**told, **names}


def tokens_of(text: str) -> int:
    """About how many tokens a text is: four characters each."""
    return (len(text) + 3) // 4
