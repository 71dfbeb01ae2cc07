from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.responses import Response

from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network

SILENT, BUSY, AGREES, MACHINE = "+12125550110", "+12125550101", "+12125550100", "+12125550104"
LONDON, OPTS_OUT, HANGS_UP = "+442079460110", "+12125550112", "+12125550111"
AI = "Hello, this is an AI assistant."
HELLO = f"<Response><Say>{AI}</Say></Response>"
ASK = f'<Response><Gather input="speech dtmf" action="/turn" timeout="4"><Say>{AI}</Say></Gather>'
BYE = "<Response><Say>Goodbye.</Say></Response>"


async def asserts(box: Box, kind: str, **query: str) -> Any:
    return (await box.get("/__sim__/asserts", **query))[kind]


async def test_a_quiet_network_has_nothing_to_say(box: Box) -> None:
    found = await box.get("/__sim__/asserts")
    assert set(map(bool, found.values())) == {False}
    assert len(found) == 14


@pytest.mark.parametrize("many", [2, 5])
async def test_every_call_beside_another_to_the_same_number_is_told_once(
    box: Box, many: int
) -> None:
    made = [(await box.create(SILENT)).json()["sid"] for _ in range(many)]
    await box.rest()
    found = await asserts(box, "double_dials")
    assert [each["call"] for each in found] == made[1:]


async def test_a_call_after_the_first_has_ended_is_no_double(box: Box) -> None:
    await box.call(BUSY)
    await box.call(BUSY)
    assert await asserts(box, "double_dials") == []


@pytest.mark.parametrize(
    ("to", "noon", "told"),
    [
        ("+12125550101", "2027-03-01T12:59:00Z", True),
        ("+12125550101", "2027-03-01T13:00:00Z", False),
        ("+12125550101", "2027-03-02T01:59:00Z", False),
        ("+12125550101", "2027-03-02T02:00:00Z", True),
        ("+12125550101", "2027-07-01T12:00:00Z", False),
        ("+18085550101", "2027-03-01T18:00:00Z", False),
        ("+16025550101", "2027-07-01T15:00:00Z", False),
        ("+16025550101", "2027-07-01T14:59:00Z", True),
        ("+17095550101", "2027-03-01T11:45:00Z", True),
        ("+17095550101", "2027-03-01T12:00:00Z", False),
        ("+34919900101", "2027-03-01T20:30:00Z", True),
    ],
)
async def test_people_are_called_by_daylight_in_all_their_zones(
    box: Box, to: str, noon: str, told: bool
) -> None:
    wait = datetime.fromisoformat(noon) - box.clock.now()
    await box.clock.advance(wait.total_seconds())
    await box.call(to)
    assert bool(await asserts(box, "out_of_window")) is told


async def test_the_window_is_for_the_tester_to_say(box: Box) -> None:
    await box.call(BUSY)  # at seven in the morning
    assert len(await asserts(box, "out_of_window")) == 1
    assert await asserts(box, "out_of_window", hours="0-24") == []


@pytest.mark.parametrize("hours", ["8", "21-8", "8-25", "a-b"])
async def test_a_window_that_is_none_is_refused(box: Box, hours: str) -> None:
    answer = await box.http.get("/__sim__/asserts", params={"hours": hours})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "hours")


async def test_a_call_let_out_of_the_queue_too_late_is_told_as_well() -> None:
    async with network(calling_hours=(8, 12)) as box:
        await box.clock.advance(-1)
        for _ in range(3):
            await box.create(LONDON)
        await box.rest()
        assert len(await asserts(box, "out_of_window")) == 2


async def test_whoever_is_on_the_list_is_not_to_be_called(box: Box) -> None:
    await box.call(BUSY)
    await box.http.post("/__sim__/do-not-call", json={"numbers": [BUSY]})
    before = await asserts(box, "dialed_dnc")
    await box.clock.advance(1)
    await box.call(BUSY)
    assert (before, len(await asserts(box, "dialed_dnc"))) == ([], 1)


async def test_the_list_is_shown_and_forgotten(box: Box) -> None:
    await box.http.post("/__sim__/do-not-call", json={"numbers": [BUSY]})
    shown = await box.get("/__sim__/do-not-call")
    await box.http.delete("/__sim__/do-not-call")
    assert [each["number"] for each in shown] == [BUSY]
    assert await box.get("/__sim__/do-not-call") == []


@pytest.mark.parametrize("numbers", [[], ["555"], "all"])
async def test_a_list_of_no_numbers_is_refused(box: Box, numbers: Any) -> None:
    answer = await box.http.post("/__sim__/do-not-call", json={"numbers": numbers})
    assert answer.status_code == 422


async def test_whoever_opted_out_in_words_is_not_to_be_called_again(box: Box) -> None:
    box.app.says("/voice", f"{ASK}</Response>")
    box.app.says("/turn", BYE)
    await box.call(OPTS_OUT)
    before = await asserts(box, "dialed_dnc")
    await box.call(OPTS_OUT)
    after = await asserts(box, "dialed_dnc")
    assert (before, [each["number"] for each in after]) == ([], [OPTS_OUT])
    assert "said" in after[0]["why"]


async def test_an_opt_out_of_which_the_app_was_never_told_is_not_held_against_it(box: Box) -> None:
    box.app.says("/voice", f"{ASK}</Response>")
    lost = {"where": "webhook.voice", "action": "drop", "after": 1}
    await box.http.post("/__sim__/faults", json=lost)
    await box.call(OPTS_OUT)
    await box.call(OPTS_OUT)
    assert await asserts(box, "dialed_dnc") == []


async def test_nor_one_after_which_it_was_asked_at_the_fallback_alone(box: Box) -> None:
    box.app.says("/voice", f"{ASK}</Response>")
    box.app.says("/fallback", BYE)
    lost = {"where": "webhook.voice", "action": "drop", "after": 1, "count": 2}  # and again
    for _ in range(2):
        await box.http.post("/__sim__/faults", json=lost)
        await box.call(OPTS_OUT, FallbackUrl=f"{PUBLIC}/fallback")
    assert len(await asserts(box, "fallback_hits")) == 2
    assert await asserts(box, "dialed_dnc") == []


async def test_one_that_it_was_told_and_failed_over_is(box: Box) -> None:
    box.app.says("/voice", f"{ASK}</Response>")
    box.app.says("/turn", Response(status_code=500))
    box.app.says("/fallback", BYE)
    for _ in range(2):
        await box.call(OPTS_OUT, FallbackUrl=f"{PUBLIC}/fallback")
    assert len(await asserts(box, "dialed_dnc")) == 1


@pytest.mark.parametrize(
    ("texts", "told"), [(["Stop."], 1), (["Hello"], 0), (["STOP", "START"], 0), (["baja"], 1)]
)
async def test_whoever_texted_stop_is_not_to_be_called(
    box: Box, texts: list[str], told: int
) -> None:
    for text in texts:
        sms = {"from": BUSY, "to": OURS, "body": text}
        await box.http.post("/__sim__/sms", json=sms)
    await box.rest()
    await box.clock.advance(1)
    await box.call(BUSY)
    assert len(await asserts(box, "dialed_dnc")) == told


@pytest.mark.parametrize(("many", "told"), [(3, 0), (6, 3)])
async def test_calls_that_wait_in_the_networks_queue_came_too_fast(
    box: Box, many: int, told: int
) -> None:
    for _ in range(many):
        await box.create(BUSY)
    await box.rest()
    assert [each["queued"] for each in await asserts(box, "over_cps")] == [3, 4, 5][:told]


@pytest.mark.parametrize(("limit", "told"), [(1, 1), (2, 0)])
async def test_more_calls_at_once_than_the_account_may_have(limit: int, told: int) -> None:
    account = ACCOUNT.model_copy(update={"live_calls": limit, "calls_per_second": 10})
    async with network(accounts=(account,)) as box:
        for to in (SILENT, AGREES):
            await box.create(to)
        await box.rest()
        assert len(await asserts(box, "over_concurrency")) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Hi, this is Bob.", True),
        ("I am not a robot. This is Bob.", True),
        ("Your automatic payment failed.", True),
        ("This is an automated call.", False),
        ("Soy un asistente virtual.", False),
        ("Le habla la IA de la empresa.", False),
        ("Hola, no soy un robot.", True),
    ],
)
async def test_a_call_begins_by_saying_that_a_machine_talks(
    box: Box, said: str, told: bool
) -> None:
    box.app.says("/voice", f"<Response><Say>{said}</Say></Response>")
    await box.call(SILENT)
    assert bool(await asserts(box, "disclosure_missing")) is told


async def test_the_first_utterance_may_have_several_sentences(box: Box) -> None:
    box.app.says("/voice", f"<Response><Say>Hello!</Say><Say>{AI}</Say></Response>")
    await box.call(SILENT)
    assert await asserts(box, "disclosure_missing") == []


async def test_to_say_so_after_the_person_has_spoken_is_too_late(box: Box) -> None:
    box.app.says("/voice", ASK.replace(AI, "Hello, who is there?") + "</Response>")
    box.app.says("/turn", HELLO)
    await box.call(AGREES)
    assert len(await asserts(box, "disclosure_missing")) == 1


async def test_who_rings_us_is_told_so_too(box: Box) -> None:
    await box.answered_by("<Response><Say>Hi, this is Bob.</Say></Response>")
    await box.inbound(SILENT)
    assert len(await asserts(box, "disclosure_missing")) == 1


@pytest.mark.parametrize(("pause", "told"), [(0, 1), (8, 0)])
async def test_a_message_belongs_after_the_beep(box: Box, pause: int, told: int) -> None:
    box.app.says("/voice", f'<Response><Pause length="{pause}"/><Say>{AI}</Say></Response>')
    await box.call(MACHINE)
    assert len(await asserts(box, "voicemail_before_beep")) == told


async def test_a_fax_gets_no_message_to_be_early_for(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call("+12125550107")
    assert await asserts(box, "voicemail_before_beep") == []


@pytest.mark.parametrize(("pause", "rate"), [(2, 0.0), (3, 1.0)])
async def test_who_hears_nothing_for_two_seconds_was_abandoned(
    box: Box, pause: int, rate: float
) -> None:
    box.app.says("/voice", f'<Response><Pause length="{pause}"/><Say>{AI}</Say></Response>')
    await box.call(SILENT)  # whose greeting takes half a second
    assert await asserts(box, "abandoned_rate") == rate


async def test_the_share_of_the_abandoned_is_of_all_humans_who_answered(box: Box) -> None:
    box.app.says("/voice", HELLO, "<Response><Pause length='9'/></Response>")
    for to in (SILENT, AGREES, MACHINE, BUSY):
        await box.call(to)
    found = await box.get("/__sim__/asserts")
    assert found["abandoned_rate"] == 0.5
    assert [each["number"] for each in found["abandoned"]] == [AGREES]


async def test_who_hangs_up_before_was_not_abandoned(box: Box) -> None:
    box.app.says("/voice", '<Response><Gather input="speech" timeout="5"/></Response>')
    await box.call(HANGS_UP)
    assert await asserts(box, "abandoned") == []


async def test_an_app_that_takes_a_wrong_signature_is_found(box: Box) -> None:
    fault = {"where": "webhook.voice", "action": "corrupt_signature"}
    await box.http.post("/__sim__/faults", json=fault)
    box.app.says("/voice", HELLO)
    await box.call(SILENT)
    assert len(await asserts(box, "unsigned_accepted")) == 1


async def test_an_app_that_refuses_a_wrong_signature_is_not(box: Box) -> None:
    fault = {"where": "webhook.voice", "action": "corrupt_signature"}
    await box.http.post("/__sim__/faults", json=fault)
    box.app.says("/voice", Response(status_code=403))
    await box.call(SILENT)
    assert await asserts(box, "unsigned_accepted") == []


@pytest.mark.parametrize(("status", "told"), [(500, 1), (200, 0)])
async def test_a_fallback_that_is_needed_is_found(box: Box, status: int, told: int) -> None:
    box.app.says("/voice", Response(HELLO, status, media_type="text/xml"))
    box.app.says("/fallback", HELLO)
    await box.call(SILENT, FallbackUrl=f"{PUBLIC}/fallback")
    assert len(await asserts(box, "fallback_hits")) == told
    assert await asserts(box, "application_errors") == []


async def test_an_app_that_cannot_answer_at_all_is_found(box: Box) -> None:
    box.app.says("/voice", Response(status_code=500))
    await box.call(SILENT)
    assert len(await asserts(box, "application_errors")) == 1


@pytest.mark.parametrize(("said", "told"), [(AI, 0), ("Hello, this is Bob.", 1)])
async def test_what_the_script_wants_to_hear_is_judged(box: Box, said: str, told: int) -> None:
    box.app.says("/voice", ASK.replace(AI, said) + "</Response>")
    box.app.says("/turn", BYE)
    await box.call("+12125550113")
    assert len(await asserts(box, "unheard")) == told


async def test_a_finding_says_enough_to_look_it_up(box: Box) -> None:
    sid = (await box.create(BUSY)).json()["sid"]
    await box.rest()
    found = (await asserts(box, "out_of_window"))[0]
    assert (found["call"], found["number"]) == (sid, BUSY)
    assert datetime.fromisoformat(found["at"]).tzinfo == UTC
    assert "08:00 to 21:00" in found["expected"]
