"""Secrets from Key Vault, kept for some minutes so that they rotate without a restart."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.adapters.azure import CONNECT_SECONDS, asking
from shared.adapters.identity import LIBRARY, Identity
from shared.errors import Rejected, Unavailable
from shared.ports import Clock
from shared.value import Value

if TYPE_CHECKING:
    from azure.keyvault.secrets.aio import SecretClient

log = logging.getLogger(__name__)
VENDOR = "keyvault"
LIBRARIES = ("azure.keyvault.secrets.aio", LIBRARY)
FRESH = timedelta(minutes=5)
REST = timedelta(seconds=30)  # how long a vault that is away is left alone
STALE = timedelta(hours=12)  # how long an old value serves while it is


class Vault(Value):
    """Where the vault is. `ca` is a file with the authority to trust instead of the system's.

    `check_challenge` refuses a vault that names another service than Azure's own in its challenge.
    """

    address: str
    ca: str | None = None
    check_challenge: bool = True


class _Kept(Value):
    value: str
    read_at: datetime
    ask_at: datetime


class KeyVaultSecrets:
    """Reads each secret once in five minutes, however many ask for it."""

    def __init__(
        self, vault: Vault, identity: Identity, clock: Clock, *, deadline: float = 3
    ) -> None:
        self._vault, self._identity, self._clock = vault, identity, clock
        self._deadline = deadline
        self._kept: dict[str, _Kept] = {}
        self._asking: dict[str, asyncio.Task[str]] = {}
        self._client: SecretClient | None = None

    async def secret(self, name: str) -> str:
        """The value now in force; while the vault is away, the last one we saw.

        Raises `Rejected` where there is none of that name or we may not read it, and `Unavailable`
        where the vault is away and we have seen none in the last twelve hours.
        """
        kept = self._kept.get(name)
        if kept and self._clock.now() < kept.ask_at:
            return kept.value
        if name not in self._asking:
            self._asking[name] = asyncio.create_task(self._ask(name))
            self._asking[name].add_done_callback(lambda asked: self._asked(name, asked))
        # One who gives up must not take the answer from the others who wait for it.
        return await asyncio.shield(self._asking[name])

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()

    def _asked(self, name: str, asked: asyncio.Task[str]) -> None:
        del self._asking[name]
        if not asked.cancelled():
            asked.exception()  # seen: where all who waited have left, nobody else looks at it

    async def _ask(self, name: str) -> str:
        try:
            value = await self._read(name)
        except Unavailable as problem:
            return self._old(name, problem)
        now = self._clock.now()
        self._kept[name] = _Kept(value=value, read_at=now, ask_at=now + FRESH)
        return value

    def _old(self, name: str, problem: Unavailable) -> str:
        kept, now = self._kept.get(name), self._clock.now()
        if kept is None or now - kept.read_at > STALE:
            raise problem
        log.warning("secret %s is served from memory: the vault is away (%s)", name, problem.code)
        self._kept[name] = kept.model_copy(update={"ask_at": now + REST})
        return kept.value

    async def _read(self, name: str) -> str:
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415  start-up budget

        async with asking(VENDOR, *LIBRARIES, deadline=self._deadline):
            try:
                found = await self._ready().get_secret(name)
            except ResourceNotFoundError as error:
                message = f"There is no secret {name} in the vault: add it there"
                raise Rejected(message, vendor=VENDOR, code="SecretNotFound") from error
            except ValueError as error:
                message = "The vault's challenge names a service that is not the vault's own domain"
                raise Rejected(message, vendor=VENDOR, code="challenge") from error
        return found.value or ""

    def _ready(self) -> "SecretClient":
        from azure.keyvault.secrets.aio import SecretClient  # noqa: PLC0415  start-up budget

        if self._client is None:
            self._client = SecretClient(
                self._vault.address,
                self._identity,
                verify_challenge_resource=self._vault.check_challenge,
                connection_verify=self._vault.ca or True,
                connection_timeout=CONNECT_SECONDS,
                read_timeout=self._deadline,
                retry_total=1,
                retry_backoff_factor=0.1,
            )
        return self._client
