import logging
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from twilio.request_validator import RequestValidator

from scripts.local.simulators.serve import serving
from shared.adapters.twilio import TwilioSignatures, TwilioTelephony
from shared.errors import Problem, Rejected, Unavailable, Uncertain
from shared.ports import NewCall, Signatures, Telephony
from tests.fakes import TurnedClock
from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network

AGREES, SILENT = "+12125550100", "+12125550110"
TOKEN, OLD_TOKEN = ACCOUNT.tokens[0], secrets.token_hex(16)
VECTOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}
VECTOR_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
VECTOR_SIGNATURE = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


class Vault:
    """Secrets in a dictionary; asking for another is refused, as the port says."""

    def __init__(self, **kept: str) -> None:
        self.kept = {name.replace("_", "-"): value for name, value in kept.items()}
        self.asked: list[str] = []

    async def secret(self, name: str) -> str:
        self.asked.append(name)
        if name not in self.kept:
            raise Rejected("No such secret", vendor="vault", code="SecretNotFound")
        return self.kept[name]


def telephony(url: str, *, token: str = TOKEN, deadline: float = 8) -> TwilioTelephony:
    vault = Vault(twilio_auth_token=token)
    return TwilioTelephony(url, ACCOUNT.sid, vault, deadline=deadline)


def signatures(**kept: str) -> TwilioSignatures:
    return TwilioSignatures(Vault(**kept), TurnedClock())


_: tuple[Telephony, Signatures] = (telephony("http://127.0.0.1"), signatures())


def new(to: str = AGREES, *, machine: str | None = None) -> NewCall:
    return NewCall(
        to=to,
        caller=OURS,
        answer_url=f"{PUBLIC}/voice#rc=1&rp=ct,rt,5xx",
        fallback_url=f"{PUBLIC}/fallback",
        status_url=f"{PUBLIC}/status",
        machine_url=machine,
    )


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    """A network that waits for nothing."""
    roomy = ACCOUNT.model_copy(update={"calls_per_second": 1000})
    async with network(accounts=(roomy,)) as made:
        made.app.says("/voice", "<Response><Say>An AI</Say><Pause length='60'/></Response>")
        yield made


async def test_a_call_is_placed_and_told_of_as_it_goes(box: Box) -> None:
    placed = await telephony(box.url).call(new())
    await box.rest()
    told = {each["CallStatus"] for each in box.app.posted("/status")}
    assert (placed.to, placed.caller, placed.status) == (AGREES, OURS, "queued")
    assert told == {"initiated", "ringing", "in-progress", "completed"}


async def test_a_call_can_be_asked_for_with_detection(box: Box) -> None:
    await telephony(box.url).call(new("+12125550104", machine=f"{PUBLIC}/machine"))
    await box.rest()
    assert box.app.posted("/machine")[0]["AnsweredBy"] == "machine_end_beep"


async def test_a_call_that_has_ended_is_told_with_its_length(box: Box) -> None:
    network_of = telephony(box.url)
    sid = (await network_of.call(new(SILENT))).sid
    await box.rest()
    seen = await network_of.fetch(sid)
    assert (seen.status, seen.seconds) == ("completed", 61)
    assert seen.started_at is not None


async def test_an_uncertain_call_is_found_by_its_numbers_although_it_is_queued(box: Box) -> None:
    began = box.clock.now() + timedelta(milliseconds=1)
    placed = await telephony(box.url).call(new())
    found = await telephony(box.url).calls(to=AGREES, caller=OURS, since=began)
    assert [each.sid for each in found] == [placed.sid]


async def test_no_address_of_ours_is_logged(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await telephony(box.url).call(new())
    assert PUBLIC not in caplog.text


async def test_older_calls_are_not_found(box: Box) -> None:
    await telephony(box.url).call(new())
    later = box.clock.now() + timedelta(seconds=1)
    assert await telephony(box.url).calls(to=AGREES, caller=OURS, since=later) == []


async def test_all_pages_of_the_calls_are_read(box: Box) -> None:
    for _ in range(60):
        await telephony(box.url).call(new("+12125550101"))
    found = await telephony(box.url).calls(
        to="+12125550101", caller=OURS, since=box.clock.now() - timedelta(hours=1)
    )
    assert len(found) == 60


async def test_a_live_call_is_hung_up_and_an_ended_one_is_no_error(box: Box) -> None:
    network_of = telephony(box.url)
    sid = (await network_of.call(new(SILENT))).sid
    await box.until_live(sid)
    await network_of.hang_up(sid)
    await box.rest()
    await network_of.hang_up(sid)
    assert box.events("hung_up") == [{"by": "api"}]


async def test_a_call_is_taken_back_unless_somebody_has_answered_it(box: Box) -> None:
    network_of = telephony(box.url)
    live = (await network_of.call(new(SILENT))).sid
    await box.until_live(live)
    queued = (await network_of.call(new())).sid
    for sid in (live, queued):
        await network_of.cancel(sid)
    assert (await network_of.fetch(live)).status == "in-progress"
    assert (await network_of.fetch(queued)).status == "canceled"


async def test_a_live_call_is_sent_elsewhere(box: Box) -> None:
    box.app.says("/other", "<Response><Say>Elsewhere</Say></Response>")
    network_of = telephony(box.url)
    sid = (await network_of.call(new(SILENT))).sid
    await box.until_live(sid)
    await network_of.redirect(sid, f"{PUBLIC}/other")
    await box.rest()
    assert box.events("bot")[-1]["text"] == "Elsewhere"


async def test_an_ended_call_cannot_be_sent_elsewhere(box: Box) -> None:
    network_of = telephony(box.url)
    sid = (await network_of.call(new("+12125550101"))).sid
    await box.rest()
    with pytest.raises(Rejected) as refused:
        await network_of.redirect(sid, f"{PUBLIC}/other")
    assert refused.value.code == "21220"


@pytest.mark.parametrize(
    ("to", "code"),
    [("+12125550190", "21211"), ("+12125550191", "21215"), ("+12125550194", "21214")],
)
async def test_a_refused_call_carries_twilios_code(box: Box, to: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        await telephony(box.url).call(new(to))
    assert refused.value.code == code


async def test_a_wrong_token_is_rejected(box: Box) -> None:
    with pytest.raises(Rejected) as refused:
        await telephony(box.url, token=OLD_TOKEN).call(new())
    assert refused.value.code == "20003"


async def test_being_throttled_is_safe_to_try_again_and_placed_once(box: Box) -> None:
    for _ in range(3):
        with pytest.raises(Unavailable) as throttled:
            await telephony(box.url).call(new("+12125550195"))
    await telephony(box.url).call(new("+12125550195"))
    assert throttled.value.code == "20429"
    assert len(box.events("created")) == 1


@pytest.mark.parametrize(("digits", "placed"), [("96", 0), ("97", 1), ("98", 1), ("99", 1)])
async def test_a_creation_that_broke_is_uncertain_and_posted_once(
    box: Box, digits: str, placed: int
) -> None:
    with pytest.raises(Uncertain):
        await telephony(box.url, deadline=3).call(new(f"+121255501{digits}"))
    assert len(box.events("created")) == placed


async def test_nobody_listening_means_that_nothing_happened() -> None:
    with pytest.raises(Unavailable) as away:
        await telephony(f"http://127.0.0.1:{_closed_port()}").call(new())
    assert away.value.code == "connection"


async def test_no_such_host_means_that_nothing_happened() -> None:
    with pytest.raises(Unavailable):
        await telephony("http://nobody.invalid").call(new())


async def test_who_takes_too_long_leaves_it_uncertain(deaf: str) -> None:
    with pytest.raises(Uncertain) as lost:
        await telephony(deaf, deadline=2.2).call(new())
    assert lost.value.code == "timeout"


async def test_who_takes_too_long_to_be_read_is_unavailable(deaf: str) -> None:
    with pytest.raises(Unavailable):
        await telephony(deaf, deadline=2.2).fetch("CA" + "0" * 32)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (PlainTextResponse("<html>Bad Gateway</html>", 502), Uncertain),
        (PlainTextResponse("not JSON", 201), Uncertain),
        (Response(status_code=408), Uncertain),
        (PlainTextResponse("too many", 429), Unavailable),
        (PlainTextResponse("no", 400), Rejected),
    ],
)
async def test_an_answer_that_is_not_twilios_is_read_by_its_status(
    answer: Response, error: type[Problem]
) -> None:
    async with serving(_always(answer)) as url:
        with pytest.raises(error):
            await telephony(url).call(new())


async def test_reading_may_always_be_tried_again() -> None:
    async with serving(_always(Response(status_code=500))) as url:
        with pytest.raises(Unavailable):
            await telephony(url).fetch("CA" + "0" * 32)


async def test_twilios_own_example_is_valid() -> None:
    vector = signatures(twilio_auth_token="12345")
    assert await vector.valid(VECTOR_URL, VECTOR, VECTOR_SIGNATURE)


@pytest.mark.parametrize(
    ("url", "changed", "signature"),
    [
        (VECTOR_URL, {"Digits": "1235"}, VECTOR_SIGNATURE),
        (VECTOR_URL, {"More": "x"}, VECTOR_SIGNATURE),
        (VECTOR_URL.replace("https", "http"), {}, VECTOR_SIGNATURE),
        (VECTOR_URL.replace("foo=1&bar=2", "bar=2&foo=1"), {}, VECTOR_SIGNATURE),
        (f"{VECTOR_URL}/", {}, VECTOR_SIGNATURE),
        (VECTOR_URL, {}, VECTOR_SIGNATURE.lower()),
        (VECTOR_URL, {}, ""),
        (VECTOR_URL, {}, None),
        (VECTOR_URL, {}, "ñ"),
    ],
)
async def test_anything_else_is_not(url: str, changed: dict[str, str], signature: str) -> None:
    vector = signatures(twilio_auth_token="12345")
    assert not await vector.valid(url, VECTOR | changed, signature)


async def test_overrides_in_the_fragment_are_not_signed() -> None:
    vector = signatures(twilio_auth_token="12345")
    assert await vector.valid(f"{VECTOR_URL}#rc=2", VECTOR, VECTOR_SIGNATURE)


async def test_blank_fields_are_part_of_what_was_signed() -> None:
    told = {"CallSid": "CA1", "FromCity": ""}
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/status", told)
    ours = signatures(twilio_auth_token=TOKEN)
    assert await ours.valid(f"{PUBLIC}/status", told, signature)
    assert not await ours.valid(f"{PUBLIC}/status", {"CallSid": "CA1"}, signature)


async def test_while_a_token_rotates_both_are_valid() -> None:
    both = signatures(twilio_auth_token=TOKEN, twilio_auth_token_secondary=OLD_TOKEN)
    signed = [RequestValidator(each).compute_signature(PUBLIC, {}) for each in (TOKEN, OLD_TOKEN)]
    assert [await both.valid(PUBLIC, {}, each) for each in signed] == [True, True]


async def test_a_secondary_token_that_is_not_there_is_not_asked_for_each_time() -> None:
    vault = Vault(twilio_auth_token=TOKEN)
    checked = TwilioSignatures(vault, TurnedClock())
    for _ in range(3):
        assert not await checked.valid(PUBLIC, {}, "forged")
    assert vault.asked.count("twilio-auth-token-secondary") == 1


async def test_what_the_network_signs_is_valid(box: Box) -> None:
    await telephony(box.url).call(new(SILENT))
    await box.rest()
    ours = signatures(twilio_auth_token=TOKEN)
    told, headers = box.app.posted("/status")[0], box.app.headers("/status")[0]
    assert await ours.valid(f"{PUBLIC}/status", told, headers["x-twilio-signature"])


@pytest.fixture
def deaf() -> Iterator[str]:
    """A socket that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def _always(answer: Response) -> FastAPI:
    async def give() -> Response:
        return answer

    api = FastAPI(openapi_url=None)
    api.add_api_route("/{path:path}", give, methods=["GET", "POST"], response_model=None)
    return api
