"""The connections to Azure OpenAI, or OpenAI's own v1 address, and their errors in our words."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.errors import Rejected, Unavailable, VendorProblem
from shared.ports import Secrets

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

VENDOR = "openai"
SERVER_ERROR = 500
PASSING = (408, 409, 429)


class OpenAIAccount:
    """One set of connections to one resource, shared by all that use it.

    `base_url` is a v1 address; with `api_version` it is the resource's own, whose paths name the
    deployment. Signed with the key in the secret, or with what `token` gives: an Entra token for
    https://cognitiveservices.azure.com/.default. Either is asked for on every request, so that a
    new one is used at once.
    """

    def __init__(
        self,
        base_url: str,
        *,
        secrets: Secrets,
        secret_name: str | None = None,
        token: Callable[[], Awaitable[str]] | None = None,
        api_version: str | None = None,
    ) -> None:
        if (secret_name is None) == (token is None):
            raise ValueError("Give either the name of the secret with the key, or a token provider")
        self._base_url, self._api_version = base_url, api_version
        self._secrets, self._secret_name, self._token = secrets, secret_name, token
        self._client: AsyncOpenAI | None = None

    @asynccontextmanager
    async def asked(self, deadline: float) -> AsyncIterator["AsyncOpenAI"]:
        """A client for requests that end within `deadline` seconds, with errors in our words."""
        try:
            async with asyncio.timeout(deadline):
                # Loading takes 1.3 s, once: too long for the start-up, or for the event loop.
                await asyncio.to_thread(importlib.import_module, "openai")
                async with _in_our_words(deadline):
                    yield self._ready()
        except TimeoutError as error:
            raise _late(deadline) from error

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    def _ready(self) -> "AsyncOpenAI":
        if self._client is None:
            self._client = self._v1() if self._api_version is None else self._azure()
        return self._client

    def _v1(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI  # noqa: PLC0415  loaded by then, see above

        key = self._token or self._key
        return AsyncOpenAI(base_url=self._base_url, api_key=key, max_retries=0)

    def _azure(self) -> "AsyncOpenAI":
        from openai import AsyncAzureOpenAI  # noqa: PLC0415

        return AsyncAzureOpenAI(
            azure_endpoint=self._base_url,
            api_version=self._api_version,
            azure_ad_token_provider=self._token,
            api_key=None if self._token else self._key,
            max_retries=0,
        )

    async def _key(self) -> str:
        return await self._secrets.secret(self._secret_name or "")


def _late(deadline: float) -> Unavailable:
    return Unavailable(f"OpenAI did not answer within {deadline} s", vendor=VENDOR, code="timeout")


@asynccontextmanager
async def _in_our_words(deadline: float) -> AsyncIterator[None]:
    import openai  # noqa: PLC0415

    try:
        yield
    except openai.APITimeoutError as error:
        raise _late(deadline) from error
    except openai.APIConnectionError as error:
        message = "The connection to OpenAI failed"
        raise Unavailable(message, vendor=VENDOR, code="connection") from error
    except openai.APIStatusError as error:
        raise _answered(error) from error
    except openai.OpenAIError as error:
        message = "The answer cannot be used"
        raise Rejected(message, vendor=VENDOR, code="unreadable_answer") from error


def _answered(error: "APIStatusError") -> VendorProblem:
    status = error.status_code
    code = str(error.code or f"http_{status}")
    message = f"OpenAI answered {status} {code}"
    if status not in PASSING and status < SERVER_ERROR:
        return Rejected(message, vendor=VENDOR, code=code)
    return Unavailable(message, vendor=VENDOR, code=code, retry_after=_retry_after(error))


def _retry_after(error: "APIStatusError") -> float | None:
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return float(headers[name]) / unit
        except (KeyError, ValueError):
            continue
    return None
