"""Who texts stop, start or help."""

import pytest

from tests.local.simulators.twilio.box import Box
from tests.local.simulators.twilio.texting import send, texted


@pytest.mark.parametrize("word", ["STOP", "stop", " Unsubscribe ", "QUIT", "END", "Cancel"])
async def test_who_says_stop_gets_no_more_messages(box: Box, word: str) -> None:
    found = await texted(box, word)
    assert found[0]["body"].startswith("You have successfully been unsubscribed.")
    refused = await send(box)
    assert (refused.status_code, refused.json()["code"]) == (400, 21610)
    assert refused.json()["message"] == "Attempt to send to unsubscribed recipient"


async def test_the_app_hears_of_a_stop_but_cannot_answer_it(box: Box) -> None:
    found = await texted(box, "STOP", "<Response><Message>Please stay</Message></Response>")
    assert box.app.posted("/text")[0]["Body"] == "STOP"
    statuses = {each["body"][:6]: each["status"] for each in found}
    assert statuses == {"STOP": "received", "You ha": "delivered", "Please": "failed"}


async def test_stopping_twice_is_answered_once(box: Box) -> None:
    await texted(box, "STOP")
    found = await texted(box, "STOP")
    assert len([each for each in found if each["by_twilio"]]) == 1


async def test_stop_within_a_sentence_is_none(box: Box) -> None:
    await texted(box, "Please stop the music")
    assert (await send(box)).status_code == 201


async def test_start_lets_messages_through_again(box: Box) -> None:
    await texted(box, "STOP")
    found = await texted(box, "START")
    assert found[0]["body"].startswith("You have successfully been re-subscribed")
    assert (await send(box)).status_code == 201


async def test_yes_means_nothing_from_who_never_stopped(box: Box) -> None:
    assert [each["body"] for each in await texted(box, "YES")] == ["YES"]


async def test_help_is_answered_by_twilio(box: Box) -> None:
    found = await texted(box, "help")
    assert found[0]["body"] == "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
