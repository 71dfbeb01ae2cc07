"""The rules of the whole box are the same at every port."""

from pathlib import Path

import httpx

from scripts.local.simulators.box import pack
from scripts.local.simulators.serve import serving
from shared.adapters.clock import SystemClock
from shared.adapters.virtual import VirtualClock

PATHS = ("", "/elevenlabs", "/openai", "/identity")
DROP = {"where": "cosmos.*", "action": "hang"}


async def test_a_rule_made_at_the_front_is_known_at_every_port(tmp_path: Path) -> None:
    box = pack(tmp_path, {}, VirtualClock(), SystemClock())
    async with (
        serving(box.front) as front,
        serving(box.cosmos) as cosmos,
        serving(box.keyvault) as vault,
        httpx.AsyncClient() as http,
    ):
        await http.post(f"{front}/__sim__/faults", json=DROP)
        places = [*(front + path for path in PATHS), cosmos, vault]
        told = [(await http.get(f"{place}/__sim__/faults")).json() for place in places]
        await box.network.close()
    assert [[rule["action"] for rule in rules] for rules in told] == [["hang"]] * 6


def test_the_account_may_call_as_fast_as_the_app_is_told(tmp_path: Path) -> None:
    settings = {"TWILIO__CALLS_PER_SECOND": "20"}
    box = pack(tmp_path, settings, VirtualClock(), SystemClock())
    (account,) = box.network.network.accounts.values()
    assert account.calls_per_second == 20
