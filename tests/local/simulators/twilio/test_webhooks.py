import secrets
from email.utils import parsedate_to_datetime

import pytest
from fastapi.responses import Response
from twilio.request_validator import RequestValidator, get_signature_algorithm

from scripts.local.simulators.twilio.config import SharedKey
from scripts.local.simulators.twilio.signature import SHA1, SHA256, sign
from tests.local.simulators.twilio.box import ACCOUNT, PUBLIC, Box, network

SILENT = "+12125550110"
HELLO = "<Response><Say>Hello, this is an AI assistant.</Say></Response>"


def test_signs_as_twilios_own_example_does() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, fields) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


VECTORS = [
    ("https://app.example.com/voice", {"CallSid": "CA1", "FromCity": "", "To": "+34919900100"}),
    (
        "https://app.example.com/voice?attempt=1&b=ñ",
        {"Digits": "12#", "SpeechResult": "sí, mañana"},
    ),
    ("wss://app.example.com/relay?token=x", {}),
]


@pytest.mark.parametrize("algorithm", [SHA1, SHA256])
@pytest.mark.parametrize(("url", "fields"), VECTORS)
def test_signatures_are_twilios_both_ways(url: str, fields: dict[str, str], algorithm: str) -> None:
    validator = RequestValidator("a token")
    ours = sign("a token", url, fields, algorithm)
    assert ours == validator.compute_signature(url, fields, algorithm)
    assert validator.validate(url, fields, ours, algorithm)
    assert not validator.validate(url, {**fields, "To": "+1"}, ours, algorithm)


async def test_an_account_with_a_shared_key_signs_by_sha_256() -> None:
    key = SharedKey(sid="webhooks_sharedkey_1", secret=secrets.token_hex(16))
    account = ACCOUNT.model_copy(update={"shared_key": key})
    async with network(accounts=(account,)) as box:
        box.app.says("/voice", HELLO)
        await box.call(SILENT)
        headers = box.app.headers("/voice")[0]
    algorithm = get_signature_algorithm(headers["x-twilio-webhooks-signature-settings"])
    signed = (f"{PUBLIC}/voice", box.app.posted("/voice")[0], headers["x-twilio-signature"])
    assert algorithm == SHA256
    assert RequestValidator(key.secret).validate(*signed, algorithm)


async def test_twilios_validator_accepts_what_was_signed_for_the_public_address(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(SILENT, Url=f"{PUBLIC}/voice?attempt=1#rc=2")
    signature = box.app.headers("/voice")[0]["x-twilio-signature"]
    validator = RequestValidator(ACCOUNT.tokens[0])
    address = f"{PUBLIC}/voice?attempt=1"
    assert validator.validate(address, box.app.posted("/voice")[0], signature)


async def test_a_status_callback_has_the_fields_of_a_real_one(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(SILENT)
    last = box.app.posted("/status")[-1]
    assert last["CallbackSource"] == "call-progress-events"
    assert last["ApiVersion"] == "2010-04-01"
    assert (last["ToCity"], last["FromZip"], last["ToCountry"]) == ("", "", "US")
    assert int(last["CallDuration"]) > 0
    assert parsedate_to_datetime(last["Timestamp"]).tzinfo is not None


async def test_callbacks_are_numbered_from_nought(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(SILENT)
    told = [(each["SequenceNumber"], each["CallStatus"]) for each in box.app.posted("/status")]
    assert sorted(told) == [
        ("0", "initiated"),
        ("1", "ringing"),
        ("2", "in-progress"),
        ("3", "completed"),
    ]


async def test_only_the_end_is_told_unless_more_was_asked_for(box: Box) -> None:
    box.app.says("/voice", HELLO)
    await box.call(SILENT, StatusCallbackEvent=[])
    assert [each["CallStatus"] for each in box.app.posted("/status")] == ["completed"]


async def test_a_server_error_is_not_tried_again_by_itself(box: Box) -> None:
    box.app.says("/voice", Response(status_code=500))
    await box.call(SILENT)
    assert len(box.app.posted("/voice")) == 1


async def test_overrides_ask_for_retries_that_carry_the_same_token(box: Box) -> None:
    box.app.says("/voice", Response(status_code=500), Response(status_code=503), HELLO)
    await box.call(SILENT, Url=f"{PUBLIC}/voice#rc=2&rp=5xx")
    tokens = {each["i-twilio-idempotency-token"] for each in box.app.headers("/voice")}
    assert len(box.app.posted("/voice")) == 3
    assert len(tokens) == 1


async def test_nobody_listening_counts_as_a_failed_connection() -> None:
    async with network(rewrite={PUBLIC: "http://127.0.0.1:9"}) as box:
        await box.call(SILENT)
        codes = [each["code"] for each in box.events("notification")]
    assert set(codes) == {11205}


async def test_redirects_are_followed_with_get(box: Box) -> None:
    box.app.says("/voice", Response(status_code=302, headers={"Location": "/there"}))
    box.app.says("/there", HELLO)
    await box.call(SILENT)
    assert len(box.app.posted("/there")) == 1
    assert box.events("bot")[0]["text"] == "Hello, this is an AI assistant."


async def test_an_endless_redirect_is_given_up(box: Box) -> None:
    box.app.says("/voice", Response(status_code=302, headers={"Location": "/voice"}))
    await box.call(SILENT)
    assert len(box.app.posted("/voice")) == 1 + 10
    assert 11215 in [each["code"] for each in box.events("notification")]


async def test_cookies_come_back_on_the_same_call(box: Box) -> None:
    first = Response(
        "<Response><Redirect>/next</Redirect></Response>",
        media_type="text/xml",
        headers={"Set-Cookie": "turn=1"},
    )
    box.app.says("/voice", first)
    box.app.says("/next", HELLO)
    await box.call(SILENT)
    assert box.app.headers("/next")[0]["cookie"] == "turn=1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response(status_code=500), "11200"),
        (Response("<Response>", media_type="text/xml"), "12100"),
        (Response("<Hello/>", media_type="text/xml"), "12100"),
        (Response("{}", media_type="application/json"), "12300"),
        (Response(b"<Response/>"), "11200"),
        (Response(" " * 65_537 + "<Response/>", media_type="text/xml"), "11750"),
    ],
)
async def test_a_bad_answer_leads_to_the_fallback_which_is_told_why(
    box: Box, answer: Response, code: str
) -> None:
    box.app.says("/voice", answer)
    box.app.says("/fallback", HELLO)
    await box.call(SILENT, FallbackUrl=f"{PUBLIC}/fallback")
    told = box.app.posted("/fallback")[0]
    assert (told["ErrorCode"], told["ErrorUrl"]) == (code, f"{PUBLIC}/voice")


async def test_without_a_fallback_the_callee_hears_an_apology(box: Box) -> None:
    box.app.says("/voice", Response(status_code=500))
    call = await box.call(SILENT)
    assert call["status"] == "completed"
    assert "application error" in box.events("bot")[0]["text"]


async def test_plain_text_is_read_out(box: Box) -> None:
    box.app.says("/voice", Response("Just words", media_type="text/plain"))
    await box.call(SILENT)
    assert box.events("bot")[0]["text"] == "Just words"


async def test_a_get_webhook_carries_its_fields_in_the_query(box: Box) -> None:
    box.app.says("/voice", HELLO)
    call = await box.call(SILENT, Method="GET")
    assert box.app.posted("/voice")[0]["CallSid"] == call["sid"]
