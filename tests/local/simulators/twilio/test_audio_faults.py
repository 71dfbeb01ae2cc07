from typing import Any

import pytest

from tests.local.simulators.twilio.box import Box

SILENT = "+12125550110"
PLAY = "<Response><Play>/a.wav</Play></Response>"


async def played(box: Box, **fault: Any) -> None:
    rule = {"where": "audio.fetch", **fault}
    assert (await box.http.post("/__sim__/faults", json=rule)).status_code == 201
    box.app.says("/voice", PLAY)
    await box.call(SILENT)


@pytest.mark.parametrize("fault", [{"action": "drop"}, {"action": "status", "value": 404}])
async def test_a_file_that_does_not_come_is_a_retrieval_failure(
    box: Box, fault: dict[str, Any]
) -> None:
    await played(box, **fault)
    assert box.app.posted("/a.wav") == []
    code = 11205 if fault["action"] == "drop" else 11200
    assert code in [event["code"] for event in box.events("notification")]


async def test_a_file_that_comes_late_lets_the_call_wait(box: Box) -> None:
    await played(box, action="delay", value=120)
    asked, ended = box.app.posted("/a.wav"), box.simulator.network.timeline.of(kind="hung_up")
    assert len(asked) == 1
    assert (ended[0].at - box.simulator.network.timeline.of()[0].at).total_seconds() > 120


async def test_a_fault_of_one_file_spares_the_others(box: Box) -> None:
    await played(box, action="drop", match="*/b.wav")
    assert len(box.app.posted("/a.wav")) == 1
