from collections.abc import Callable
from functools import partial

import httpx
import pytest

from scripts.smoking import NotWell, System, smoke

SYSTEM = System(voice="https://voice.test", web="https://web.test", agent="https://agent.test")
WELL = {
    "https://voice.test/health/live": 200,
    "https://voice.test/health/ready": 200,
    "https://voice.test/twilio/voice/inbound": 403,
    "https://voice.test/api/v1/me": 404,
    "https://web.test/": 200,
    "https://web.test/api/v1/me": 401,
    "https://agent.test/api/v1/me": 401,
}


def answering(**but: int) -> Callable[[], httpx.Client]:
    """Systems that answer like this."""
    answers = {**WELL, **{f"https://{at.replace('_', '.', 1)}": code for at, code in but.items()}}
    transport = httpx.MockTransport(lambda asked: httpx.Response(answers[str(asked.url)]))
    return partial(httpx.Client, transport=transport)


def test_a_system_that_is_well_and_closed_passes(capsys: pytest.CaptureFixture[str]) -> None:
    smoke(SYSTEM, answering())
    assert "WRONG" not in capsys.readouterr().out


@pytest.mark.parametrize("url", WELL)
def test_any_other_answer_is_told(url: str) -> None:
    wrong = 200 if WELL[url] != 200 else 404
    answers = {**WELL, url: wrong}
    transport = httpx.MockTransport(lambda asked: httpx.Response(answers[str(asked.url)]))
    with pytest.raises(NotWell, match=url):
        smoke(SYSTEM, partial(httpx.Client, transport=transport))


def test_who_claims_to_be_an_admin_is_put_to_the_proof() -> None:
    forged = []
    seen = httpx.MockTransport(
        lambda asked: (
            (forged.append(str(asked.url)) if "x-ms-client-principal" in asked.headers else None)
            or httpx.Response(WELL[str(asked.url)])
        )
    )
    smoke(SYSTEM, partial(httpx.Client, transport=seen))
    assert forged == ["https://voice.test/api/v1/me", "https://agent.test/api/v1/me"]
