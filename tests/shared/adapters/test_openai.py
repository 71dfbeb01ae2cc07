from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import pytest
from fastapi import FastAPI

from scripts.local.simulators import spoken
from scripts.local.simulators.openai import Config, build
from scripts.local.simulators.serve import serving
from shared.adapters.openai import MOST_TEXTS, OpenAIEmbeddings, OpenAILanguage, OpenAIVoice
from shared.adapters.openai_account import OpenAIAccount
from shared.errors import Problem, Rejected, Unavailable
from shared.ports import Embeddings, Language, Line, Role, Utterance, Voice
from shared.value import Value
from tests.local.simulators.live import HandClock, KnownSecrets

_: tuple[type[Language], type[Embeddings], type[Voice]] = (
    OpenAILanguage,
    OpenAIEmbeddings,
    OpenAIVoice,
)  # mypy proves the fit
CHAT, EMBED, SPEAK = "gpt-4.1-mini", "all-minilm-l6-v2", "gpt-4o-mini-tts"
HELLO = Utterance(text="Good morning.", voice="any", language="en", model="any")
LINES = [
    Line(role=Role.SYSTEM, text="Organisation: Acme\nDirection: inbound"),
    Line(role=Role.ASSISTANT, text="How can I help you?"),
    Line(role=Role.USER, text="My water meter is leaking badly."),
]


class Turn(Value):
    say: str
    action: Literal["continue", "create_ticket", "end"]
    note: str | None


class Limited(Value):
    say: str
    pair: tuple[int, int]


@dataclass
class Stage:
    """The adapters, the simulator behind them, and a way to make that fail."""

    url: str
    account: OpenAIAccount

    def __post_init__(self) -> None:
        self.language = OpenAILanguage(self.account, model=CHAT)
        self.embeddings = OpenAIEmbeddings(self.account, model=EMBED, dimensions=384)
        self.voice = OpenAIVoice(self.account, model=SPEAK)

    async def go_wrong(self, **rule: Any) -> None:
        async with httpx.AsyncClient() as http:
            answer = await http.post(f"{self.url}/openai/__sim__/faults", json=rule)
        assert answer.status_code == 201

    async def usage(self) -> dict[str, int]:
        async with httpx.AsyncClient() as http:
            return dict((await http.get(f"{self.url}/openai/__sim__/usage")).json())


def v1(url: str) -> OpenAIAccount:
    secrets = KnownSecrets(Config().key)
    return OpenAIAccount(f"{url}/openai/v1/", secrets=secrets, secret_name="openai-key")


def azure(url: str) -> OpenAIAccount:
    secrets = KnownSecrets(Config().key)
    return OpenAIAccount(url, secrets=secrets, secret_name="openai-key", api_version="2024-10-21")


async def _token() -> str:
    return Config().key


def v1_with_token(url: str) -> OpenAIAccount:
    return OpenAIAccount(f"{url}/openai/v1/", secrets=KnownSecrets(""), token=_token)


def azure_with_token(url: str) -> OpenAIAccount:
    secrets = KnownSecrets("")
    return OpenAIAccount(url, secrets=secrets, token=_token, api_version="2024-10-21")


@pytest.fixture
def connect() -> Callable[[str], OpenAIAccount]:
    return v1


@pytest.fixture
async def stage(connect: Callable[[str], OpenAIAccount]) -> AsyncIterator[Stage]:
    app = FastAPI()
    app.mount("/openai", build(Config(), HandClock()))
    async with serving(app) as url:
        account = connect(url)
        yield Stage(url, account)
        await account.close()


@pytest.mark.parametrize("connect", [v1, azure, v1_with_token, azure_with_token])
async def test_every_way_to_the_resource_answers_embeds_and_speaks(stage: Stage) -> None:
    answer = await stage.language.answer(LINES, Turn, deadline=20)
    vectors = await stage.embeddings.embed(["hello"], deadline=20)
    speech = await stage.voice.speak(HELLO, deadline=3)
    assert answer.content.action == "create_ticket"
    assert len(vectors[0]) == 384
    assert spoken.words(speech.audio) == HELLO.text


async def test_an_answer_tells_what_it_cost(stage: Stage) -> None:
    answer = await stage.language.answer(LINES, Turn, deadline=20)
    used = await stage.usage()
    assert (answer.tokens_in, answer.tokens_out) == (used["tokens_in"], used["tokens_out"])


@pytest.mark.parametrize(
    ("rule", "error", "code"),
    [
        ({"action": "refusal"}, Rejected, "refusal"),
        ({"action": "content_filter"}, Rejected, "content_filter"),
        ({"action": "output_filter"}, Rejected, "content_filter"),
        ({"action": "invalid_json"}, Rejected, "invalid_answer"),
        ({"action": "length"}, Rejected, "length"),
        ({"action": "unknown_tool"}, Rejected, "empty_answer"),
        ({"action": "status", "value": 400, "code": "bad"}, Rejected, "bad"),
        ({"action": "status", "value": 500}, Unavailable, "server_error"),
        ({"action": "status", "value": 503}, Unavailable, "server_error"),
        ({"action": "throttle"}, Unavailable, "rate_limit_exceeded"),
        ({"action": "cut"}, Unavailable, "connection"),
        ({"action": "hang"}, Unavailable, "timeout"),
    ],
)
async def test_a_bad_day_says_whether_it_passes(
    stage: Stage, rule: dict[str, Any], error: type[Problem], code: str
) -> None:
    await stage.go_wrong(**rule)
    with pytest.raises(error) as caught:
        await stage.language.answer(LINES, Turn, deadline=2)
    assert caught.value.extra["code"] == code


async def test_a_429_says_when_to_come_back_and_nobody_waits_for_it(stage: Stage) -> None:
    await stage.go_wrong(action="throttle", value=60)
    with pytest.raises(Unavailable) as caught:
        await stage.language.answer(LINES, Turn, deadline=5)
    assert caught.value.retry_after == 60
    assert (await stage.usage())["requests"] == 1


async def test_a_slow_answer_ends_at_the_deadline_though_bytes_come(stage: Stage) -> None:
    await stage.go_wrong(action="delay", value=5)
    with pytest.raises(Unavailable) as caught:
        await stage.language.answer(LINES, Turn, deadline=0.3)
    assert caught.value.code == "timeout"


async def test_a_shape_strict_mode_does_not_take_is_rejected(stage: Stage) -> None:
    with pytest.raises(Rejected, match="400"):
        await stage.language.answer(LINES, Limited, deadline=20)


async def test_a_wrong_key_is_rejected(stage: Stage) -> None:
    secrets = KnownSecrets("wrong")
    account = OpenAIAccount(f"{stage.url}/openai/v1", secrets=secrets, secret_name="openai-key")
    with pytest.raises(Rejected) as caught:
        await OpenAILanguage(account, model=CHAT).answer(LINES, Turn, deadline=20)
    secrets.value = Config().key
    await OpenAILanguage(account, model=CHAT).answer(LINES, Turn, deadline=20)
    await account.close()
    assert caught.value.code == "401"


class LockedSecrets:
    async def secret(self, name: str) -> str:
        raise Unavailable("The vault is away", vendor="keyvault", code="connection")


async def test_a_vault_that_is_away_is_heard_of_as_such(stage: Stage) -> None:
    account = OpenAIAccount(f"{stage.url}/openai/v1", secrets=LockedSecrets(), secret_name="key")
    with pytest.raises(Unavailable) as caught:
        await OpenAILanguage(account, model=CHAT).answer(LINES, Turn, deadline=20)
    await account.close()
    assert caught.value.vendor == "keyvault"


async def test_nobody_listening_is_unavailable() -> None:
    account = v1("http://127.0.0.1:1")
    with pytest.raises(Unavailable) as caught:
        await OpenAIEmbeddings(account, model=EMBED, dimensions=384).embed(["a"], deadline=20)
    await account.close()
    assert caught.value.code == "connection"


async def test_many_texts_go_in_batches_and_come_back_in_order(stage: Stage) -> None:
    texts = [f"number {number}" for number in range(MOST_TEXTS + 3)]
    vectors = await stage.embeddings.embed(texts, deadline=60)
    alone = await stage.embeddings.embed([texts[-1]], deadline=20)
    assert len(vectors) == len(texts)
    assert vectors[-1] == pytest.approx(alone[0], abs=1e-5)
    assert (await stage.usage())["requests"] == 3


async def test_long_texts_stay_within_the_tokens_of_a_request(stage: Stage) -> None:
    texts = ["a word " * 6_000] * 30
    vectors = await stage.embeddings.embed(texts, deadline=60)
    assert len(vectors) == 30
    assert (await stage.usage())["requests"] == 2


async def test_no_texts_need_no_request(stage: Stage) -> None:
    assert list(await stage.embeddings.embed([], deadline=20)) == []
    assert (await stage.usage())["requests"] == 0


async def test_dimensions_the_model_has_not_are_rejected(stage: Stage) -> None:
    with pytest.raises(Rejected):
        await OpenAIEmbeddings(stage.account, model=EMBED, dimensions=1536).embed(
            ["a"], deadline=20
        )


async def test_the_second_voice_writes_the_lengths_it_was_not_told(stage: Stage) -> None:
    speech = await stage.voice.speak(HELLO, deadline=3)
    assert int.from_bytes(speech.audio[4:8], "little") == len(speech.audio) - 8
    assert (speech.media_type, speech.characters) == ("audio/wav", len(HELLO.text))


async def test_the_second_voice_has_its_bad_days_too(stage: Stage) -> None:
    await stage.go_wrong(where="oa.speech", action="cut")
    with pytest.raises(Unavailable):
        await stage.voice.speak(HELLO, deadline=3)


def test_an_account_needs_a_way_to_sign_in() -> None:
    with pytest.raises(ValueError, match="either"):
        OpenAIAccount("http://x", secrets=KnownSecrets(""))


def test_an_account_signs_in_one_way_only() -> None:
    with pytest.raises(ValueError, match="either"):
        OpenAIAccount("http://x", secrets=KnownSecrets(""), secret_name="key", token=_token)
