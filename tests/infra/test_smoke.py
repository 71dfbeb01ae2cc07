from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass
class Deployed:
    """Systems that answer like this, and know who claimed to be somebody."""

    answers: Mapping[str, int]
    claimed: list[str] = field(default_factory=list)

    def answer(self, asked: httpx.Request) -> httpx.Response:
        if "x-ms-client-principal" in asked.headers:
            self.claimed.append(str(asked.url))
        return httpx.Response(self.answers[str(asked.url)])

    @property
    def client(self) -> Callable[[], httpx.Client]:
        return partial(httpx.Client, transport=httpx.MockTransport(self.answer))


def test_a_system_that_is_well_and_closed_passes(capsys: pytest.CaptureFixture[str]) -> None:
    smoke(SYSTEM, Deployed(WELL).client)
    assert capsys.readouterr().out.count("ok ") == len(WELL) + 1


@pytest.mark.parametrize("url", WELL)
def test_any_other_answer_is_told(url: str) -> None:
    wrong = 404 if WELL[url] == 200 else 200
    with pytest.raises(NotWell, match=url):
        smoke(SYSTEM, Deployed({**WELL, url: wrong}).client)


def test_who_claims_to_be_an_admin_is_put_to_the_proof() -> None:
    deployed = Deployed(WELL)
    smoke(SYSTEM, deployed.client)
    apps = ("voice", "web", "agent")
    assert deployed.claimed == [f"https://{app}.test/api/v1/me" for app in apps]
