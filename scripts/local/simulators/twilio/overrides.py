"""The connection overrides a webhook address may carry in its fragment.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

from functools import lru_cache
from urllib.parse import parse_qsl, urldefrag

from pydantic import Field, ValidationError

from shared.value import Value

CAP_MS = 15_000


class Overrides(Value):
    """How long to wait, in milliseconds, how often to try again, and after which failures."""

    connect_ms: int = Field(default=5_000, alias="ct", ge=100, le=10_000)
    read_ms: int = Field(default=CAP_MS, alias="rt", ge=100, le=CAP_MS)
    total_ms: int = Field(default=CAP_MS, alias="tt", ge=100, le=CAP_MS)
    retries: int = Field(default=1, alias="rc", ge=0, le=5)
    edge: str = Field(default="", alias="e")
    server_name: str = Field(default="", alias="sni")
    policies: str = Field(
        default="ct", alias="rp", pattern=r"^(ct|rt|4xx|5xx|all)(,(ct|rt|4xx|5xx|all))*$"
    )

    def retry_after(self, failure: str) -> bool:
        """Whether a failure of this kind is worth another try."""
        wanted = set(self.policies.split(","))
        return "all" in wanted or failure in wanted


@lru_cache(10_000)
def read_overrides(url: str) -> tuple[str, Overrides, str]:
    """The address without its fragment, the overrides, and what is wrong with them if anything."""
    bare, fragment = urldefrag(url)
    try:
        return bare, Overrides.model_validate(dict(parse_qsl(fragment))), ""
    except ValidationError as error:
        return bare, Overrides(), str(error.errors()[0]["loc"][0])
