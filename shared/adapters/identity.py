"""Who we are towards Azure: one credential for everything, and no keys in the settings."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Self

from shared.adapters.azure import asking
from shared.errors import Rejected

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions
    from azure.identity.aio import DefaultAzureCredential

VENDOR = "entra"
LIBRARY = "azure.identity.aio"
POSTGRES = "https://ossrdbms-aad.database.windows.net/.default"
REDIS = "https://redis.azure.com/.default"


class Identity:
    """The managed identity of the app, or the developer who is signed in to the Azure CLI.

    `client_id` names a user-assigned identity. Tokens are kept, and renewed before they run out.
    """

    def __init__(self, client_id: str | None = None, *, deadline: float = 5) -> None:
        self._client_id, self._deadline = client_id, deadline
        self._credential: DefaultAzureCredential | None = None

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token for the scopes, as the SDKs ask for it."""
        return await self._chosen().get_token(*scopes, **options)

    async def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """The same, as the newer SDKs ask for it."""
        return await self._chosen().get_token_info(*scopes, options=options)

    async def token(self, scope: str) -> str:
        """A token for our own use. Raises `Unavailable`, or `Rejected` where we are nobody."""
        async with asking(VENDOR, LIBRARY, deadline=self._deadline):
            return (await self.get_token(scope)).token

    async def close(self) -> None:
        """Let go of the connections."""
        if self._credential is not None:
            await self._credential.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """The credential outlives any one client that uses it: its owner closes it."""

    def _chosen(self) -> DefaultAzureCredential:
        from azure.identity.aio import DefaultAzureCredential  # noqa: PLC0415  start-up budget

        if self._credential is None:
            self._credential = DefaultAzureCredential(managed_identity_client_id=self._client_id)
        return self._credential


async def postgres_password(identity: Identity) -> str:
    """What stands in for a password when a connection to Azure's PostgreSQL opens."""
    return await identity.token(POSTGRES)


async def redis_login(identity: Identity) -> tuple[str, str]:
    """The user name, which is our object id, and the password for Azure's Redis."""
    token = await identity.token(REDIS)
    return _object_id(token), token


def _object_id(token: str) -> str:
    """The `oid` in the token. We only read our own name in it; Redis checks the signature."""
    claims = token.split(".")[1] if token.count(".") == 2 else ""  # noqa: PLR2004  a JWT's parts
    try:
        return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["oid"])
    except (ValueError, KeyError) as error:
        message = "The token for Redis names no object id"
        raise Rejected(message, vendor=VENDOR, code="no-oid") from error
