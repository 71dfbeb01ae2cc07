"""Somebody who runs the system, and changes its secrets while it works."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import httpx

from scripts.local.simulators.box import OPERATOR
from tests.flows.forged import token_of
from tests.flows.world import World

VAULT, VERSION = "https://vault.azure.net", {"api-version": "7.5"}


class Operator:
    """May change tokens at Twilio, and write into the vault."""

    def __init__(self, world: World, vault: httpx.AsyncClient) -> None:
        self._world, self._vault = world, vault
        self.token = token_of(world)

    @classmethod
    @asynccontextmanager
    async def of(cls, world: World) -> AsyncIterator[Self]:
        """Signed in to the vault of that world."""
        settings = world.system.settings
        asked = await world.simulators.get(
            "/identity/msi/token",
            params={"resource": VAULT, "client_id": OPERATOR, "api-version": "2019-08-01"},
            headers={"x-identity-header": settings["IDENTITY_HEADER"]},
        )
        async with httpx.AsyncClient(
            base_url=settings["KEYVAULT__URL"],
            verify=ssl.create_default_context(cafile=settings["KEYVAULT__CA_FILE"]),
            headers={"authorization": f"Bearer {asked.json()['access_token']}"},
        ) as vault:
            yield cls(world, vault)

    async def make_token(self) -> str:
        """A second token at Twilio, which opens its API from now on."""
        answer = await self._twilio("Secondary")
        return str(answer.json()["secondary_auth_token"])

    async def promote_token(self) -> None:
        """The second token becomes the first: Twilio signs with it, and the old one ends."""
        await self._twilio("Promote")

    async def keep(self, name: str, value: str) -> None:
        """A new version of a secret."""
        kept = await self._vault.put(f"/secrets/{name}", params=VERSION, json={"value": value})
        assert kept.is_success, kept.text

    async def restore(self) -> None:
        """The vault as it was in the beginning. Twilio's own tokens return with the next story."""
        await self._vault.post("/__sim__/reset")

    async def _twilio(self, what: str) -> httpx.Response:
        account = self._world.system.settings["TWILIO__ACCOUNT_SID"]
        answer = await self._world.simulators.post(
            f"/v1/AuthTokens/{what}", auth=(account, self.token)
        )
        assert answer.is_success, answer.text
        return answer
