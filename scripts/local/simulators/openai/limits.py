"""The rate limits of a deployment: so many requests and tokens in each stretch of a minute."""

from collections import Counter
from dataclasses import dataclass, field

from scripts.local.simulators.openai.refusals import Refusal, too_many

MINUTE = 60


@dataclass
class Limits:
    """What may be used in a minute.

    It is enforced in windows of some seconds, so that a burst fails below the minute's limit
    (learn.microsoft.com/azure/ai-foundry/openai/how-to/quota): a tenth of the requests in six
    seconds, say.
    """

    requests: int
    tokens: int
    window: int = MINUTE
    _number: int = -1
    _used: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """Nothing used yet."""
        self._number = -1

    def admit(self, now: int, tokens: int, *, model: str, version: str) -> dict[str, str]:
        """The headers of a request let in at that second. Raises `Refusal` (429) past a limit."""
        if now // self.window != self._number:
            self._number, self._used = now // self.window, Counter()
        wait = self.window - now % self.window
        for kind, amount in (("requests", 1), ("tokens", tokens)):
            if self._used[kind] + amount > self._share(kind):
                raise self._refusal(wait, kind, model, version)
        self._used.update(requests=1, tokens=tokens)
        return self._headers(wait, version)

    def _refusal(self, wait: int, kind: str, model: str, version: str) -> Refusal:
        refusal = too_many(wait, kind=kind, model=model, version=version)
        refusal.headers = self._headers(wait, version)
        return refusal

    def _share(self, kind: str) -> int:
        whole = self.requests if kind == "requests" else self.tokens
        return max(1, whole * self.window // MINUTE)

    def _headers(self, wait: int, version: str) -> dict[str, str]:
        until = str(wait) if version else f"{wait}s"
        headers = {}
        for kind in ("requests", "tokens"):
            headers[f"x-ratelimit-limit-{kind}"] = str(getattr(self, kind))
            headers[f"x-ratelimit-remaining-{kind}"] = str(self._share(kind) - self._used[kind])
            headers[f"x-ratelimit-reset-{kind}"] = until
        return headers
