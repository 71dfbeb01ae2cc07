"""Somebody who rings us on the simulated network, and whom a story lets speak."""

from tests.flows.world import World

ANSWER = 10  # seconds until an answer is over


class Caller:
    """Somebody who rings us, and whom a story lets speak."""

    def __init__(self, world: World, phone: str) -> None:
        self._world, self.phone, self._sid = world, phone, ""

    async def rings(self) -> None:
        number = self._world.system.settings["TWILIO__NUMBER"]
        ring = {"from": self.phone, "to": number, "attended": True}
        answer = await self._world.simulators.post("/__sim__/inbound", json=ring)
        assert answer.is_success, answer.text
        self._sid = answer.json()["sid"]

    async def says(self, words: str) -> None:
        path = f"/__sim__/calls/{self._sid}/say"
        answer = await self._world.simulators.post(path, json={"text": words})
        assert answer.is_success, answer.text
        await self._world.passes(ANSWER)

    async def hangs_up(self) -> None:
        answer = await self._world.simulators.post(f"/__sim__/calls/{self._sid}/hangup")
        assert answer.is_success, answer.text
        await self._world.passes(ANSWER)

    async def heard(self) -> str:
        """All that the bot said in this call."""
        said = await self._world.events("bot")
        return " ".join(each["detail"]["text"] for each in said if each["call"] == self._sid)
