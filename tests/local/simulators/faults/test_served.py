"""Each fault of a request to a vendor at each place where it is possible, seen over the wire."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from scripts.local.simulators import cosmos, elevenlabs, identity, keyvault, openai, twilio
from scripts.local.simulators.cosmos.access import ANY_ACCOUNT
from scripts.local.simulators.faults import Faults
from scripts.local.simulators.faults.places import PLACES, SERVED
from scripts.local.simulators.identity.api import SYSTEM
from scripts.local.simulators.keyvault.api import RESOURCE
from scripts.local.simulators.serve import serving
from shared.adapters.clock import SystemClock
from tests.azure import EVERYTHING

ACCOUNT = twilio.Account(sid="AC" + secrets.token_hex(16), tokens=(secrets.token_hex(16),))
OURS, BUSY = "+12025550100", "+12125550101"
HEADER, KEY = "the header", base64.b64encode(bytes(64)).decode()
DOCS = "/dbs/d/colls/c/docs"
CALLS = f"/2010-04-01/Accounts/{ACCOUNT.sid}/Calls.json"
SAID = [{"role": "user", "content": "hello"}]
EVERY = sorted(
    where for where, known in PLACES.items() if known >= SERVED and not where.startswith("entra.")
)  # whose own tests know how to ask
UNDONE = {"keyvault.purge", "keyvault.recover"}  # nothing to be purged or recovered: 404


@dataclass
class Stage:
    """All simulators with the same rules, and one right question for each place."""

    front: httpx.AsyncClient
    cosmos: httpx.AsyncClient
    vault: httpx.AsyncClient
    number: str

    async def fault(self, where: str, action: str, **more: Any) -> None:
        rule = {"where": where, "action": action, **more}
        made = await self.front.post("/__sim__/faults", json=rule)
        assert made.status_code == 201, made.text

    async def ask(self, where: str, **options: Any) -> httpx.Response:
        service, _, name = where.partition(".")
        asked: dict[str, Callable[..., Any]] = {
            "rest": self._rest,
            "el": self._elevenlabs,
            "oa": self._openai,
            "cosmos": self._cosmos,
            "keyvault": self._vault,
            "identity": self._identity,
        }
        answer: httpx.Response = await asked[service](name, **options)
        return answer

    async def _rest(self, name: str, **options: Any) -> httpx.Response:
        auth = (ACCOUNT.sid, ACCOUNT.tokens[0])
        if name == "read":
            return await self.front.get(CALLS, auth=auth, **options)
        form = {"To": BUSY, "From": OURS, "Twiml": "<Response/>"}
        path = CALLS
        if name == "update":
            form, path = (
                {"FriendlyName": "x"},
                CALLS.replace("Calls", f"IncomingPhoneNumbers/{self.number}"),
            )
        return await self.front.post(path, auth=auth, data=form, **options)

    async def _elevenlabs(self, name: str, **options: Any) -> httpx.Response:
        headers = {"xi-api-key": elevenlabs.Config().key}
        voices = (await self.front.get("/elevenlabs/v1/voices", headers=headers)).json()["voices"]
        path = f"/elevenlabs/v1/text-to-speech/{voices[0]['voice_id']}"
        return await self.front.post(path, headers=headers, json={"text": "hello"}, **options)

    async def _openai(self, name: str, **options: Any) -> httpx.Response:
        config = openai.Config()
        chat, speech = config.language_models[0], config.speech_models[0]
        path, body = {
            "chat": ("chat/completions", {"model": chat, "messages": SAID}),
            "responses": ("responses", {"model": chat, "input": "hello"}),
            "embeddings": ("embeddings", {"model": config.embedding_models[0], "input": "hello"}),
            "speech": ("audio/speech", {"model": speech, "input": "hello", "voice": "alloy"}),
        }[name]
        headers = {"api-key": config.key}
        return await self.front.post(f"/openai/v1/{path}", headers=headers, json=body, **options)

    async def _cosmos(self, name: str, **options: Any) -> httpx.Response:
        id_ = secrets.token_hex(4)
        item, set_ = {"id": id_, "k": "k"}, [{"op": "set", "path": "/n", "value": 1}]
        flags = {
            "query": {"x-ms-documentdb-isquery": "True"},
            "upsert": {"x-ms-documentdb-is-upsert": "True"},
            "batch": {"x-ms-cosmos-is-batch-request": "True"},
        }
        method, path, body = {
            "account": ("GET", "/", None),
            "database": ("GET", "/dbs/d", None),
            "container": ("GET", "/dbs/d/colls/c", None),
            "ranges": ("GET", "/dbs/d/colls/c/pkranges", None),
            "create": ("POST", DOCS, item),
            "upsert": ("POST", DOCS, item),
            "query": ("POST", DOCS, {"query": "SELECT * FROM c"}),
            "batch": ("POST", DOCS, [{"operationType": "Create", "resourceBody": item}]),
            "read": ("GET", f"{DOCS}/kept", None),
            "replace": ("PUT", f"{DOCS}/kept", {"id": "kept", "k": "k"}),
            "patch": ("PATCH", f"{DOCS}/kept", {"operations": set_}),
            "delete": ("DELETE", f"{DOCS}/kept", None),
        }[name]
        headers = {"x-ms-documentdb-partitionkey": '["k"]', **flags.get(name, {})}
        return await self.cosmos.request(method, path, headers=headers, json=body, **options)

    async def _vault(self, name: str, **options: Any) -> httpx.Response:
        method, path, body = {
            "get": ("GET", "/secrets/kept", None),
            "list": ("GET", "/secrets", None),
            "set": ("PUT", "/secrets/another", {"value": "x"}),
            "delete": ("DELETE", "/secrets/kept", None),
            "recover": ("POST", "/deletedsecrets/gone/recover", None),
            "purge": ("DELETE", "/deletedsecrets/gone", None),
        }[name]
        return await self.vault.request(method, f"{path}?api-version=7.6", json=body, **options)

    async def _identity(self, name: str, **options: Any) -> httpx.Response:
        query = {"api-version": "2019-08-01", "resource": RESOURCE}
        headers = {"x-identity-header": HEADER}
        return await self.front.get("/identity/msi/token", params=query, headers=headers, **options)


@pytest.fixture(scope="module")
async def everything() -> AsyncIterator[Stage]:
    clock, faults = SystemClock(), Faults()
    tokens = identity.Tokens(b"key", clock, lifetime=timedelta(hours=1))
    number = twilio.OwnedNumber(number=OURS, account=ACCOUNT.sid)
    network = twilio.build(clock, twilio.Config(accounts=(ACCOUNT,), numbers=(number,)), faults)
    front = FastAPI()
    front.mount("/elevenlabs", elevenlabs.build(elevenlabs.Config(), clock, faults))
    front.mount("/openai", openai.build(openai.Config(), clock, faults))
    front.mount("/identity", identity.build(identity.Config(header=HEADER), tokens, faults))
    front.mount("", network)
    kept = cosmos.Declared(database="d", container="c", path="/k")
    account = cosmos.Config(key=KEY, contributors=frozenset({SYSTEM}), containers=(kept,))
    rights = {SYSTEM: frozenset(EVERYTHING)}
    vault = keyvault.Config(secrets={"kept": "x"}, rights=rights)
    async with (
        serving(front) as at_front,
        serving(cosmos.build(account, clock, tokens, faults)) as at_cosmos,
        serving(keyvault.build(vault, clock, tokens, faults)) as at_vault,
    ):
        data, _ = tokens.issue(ANY_ACCOUNT, SYSTEM)
        secret, _ = tokens.issue(RESOURCE, SYSTEM)
        async with (
            httpx.AsyncClient(base_url=at_front) as http,
            httpx.AsyncClient(
                base_url=at_cosmos,
                headers={"authorization": f"type=aad&ver=1.0&sig={data}"},
            ) as of_cosmos,
            httpx.AsyncClient(
                base_url=at_vault, headers={"authorization": f"Bearer {secret}"}
            ) as of_vault,
        ):
            (own,) = network.network.numbers
            yield Stage(http, of_cosmos, of_vault, own)
        await network.close()


@pytest.fixture
async def stage(everything: Stage) -> Stage:
    """The same for every test, without faults and with something to be read and removed."""
    await everything.front.delete("/__sim__/faults")
    await everything.vault.delete("/deletedsecrets/kept?api-version=7.6")
    await everything.vault.put("/secrets/kept?api-version=7.6", json={"value": "x"})
    headers = {"x-ms-documentdb-partitionkey": '["k"]', "x-ms-documentdb-is-upsert": "True"}
    await everything.cosmos.post(DOCS, headers=headers, json={"id": "kept", "k": "k"})
    return everything


@pytest.mark.parametrize("where", EVERY)
async def test_without_a_fault_it_answers(stage: Stage, where: str) -> None:
    answer = await stage.ask(where)
    assert answer.status_code in ((404,) if where in UNDONE else range(200, 300)), answer.text


@pytest.mark.parametrize("where", EVERY)
async def test_a_status_is_answered_once_and_no_more(stage: Stage, where: str) -> None:
    await stage.fault(where, "status", value=503, count=1)
    answers = [(await stage.ask(where)).status_code for _ in range(2)]
    assert answers[0] == 503
    assert answers[1] != 503


@pytest.mark.parametrize("where", EVERY)
async def test_a_throttle_says_too_many(stage: Stage, where: str) -> None:
    await stage.fault(where, "throttle", value=3)
    answer = await stage.ask(where)
    assert answer.status_code == 429
    if not where.startswith("el."):  # that one never says when
        told = answer.headers
        assert "3" in (told.get("retry-after"), told.get("x-ms-retry-after-ms", "")[:1])


@pytest.mark.parametrize("where", EVERY)
async def test_what_hangs_is_waited_for_in_vain(stage: Stage, where: str) -> None:
    await stage.fault(where, "hang")
    with pytest.raises(httpx.ReadTimeout):
        await stage.ask(where, timeout=0.2)


@pytest.mark.parametrize("where", EVERY)
@pytest.mark.parametrize("action", ["reset", "cut"])
async def test_a_connection_breaks(stage: Stage, where: str, action: str) -> None:
    await stage.fault(where, action, count=1)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await stage.ask(where)


@pytest.mark.parametrize("where", EVERY)
async def test_a_delayed_one_is_overtaken(stage: Stage, where: str) -> None:
    await stage.fault(where, "delay", value=30, count=1)
    late = asyncio.create_task(stage.ask(where, timeout=60))
    while not (await stage.front.get("/__sim__/faults")).json()[0]["struck"]:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    await stage.ask(where)
    assert not late.done()
    late.cancel()


@pytest.mark.parametrize("action", ["status", "throttle", "cut", "reset"])
@pytest.mark.parametrize("placed", [True, False])
async def test_what_is_placed_is_done_although_it_seems_to_fail(
    stage: Stage, action: str, placed: bool
) -> None:
    before = len((await stage.ask("rest.read")).json()["calls"])
    await stage.fault("rest.create", action, placed=placed)
    await asyncio.gather(stage.ask("rest.create"), return_exceptions=True)
    assert len((await stage.ask("rest.read")).json()["calls"]) == before + placed


@pytest.mark.parametrize(("code", "told"), [("21210", 21210), ("", 20500), ("no code", 20500)])
async def test_a_call_is_refused_with_the_code_that_was_asked_for(
    stage: Stage, code: str, told: int
) -> None:
    await stage.fault("rest.create", "status", value=500, code=code)
    assert (await stage.ask("rest.create")).json()["code"] == told


@pytest.mark.parametrize("placed", [True, False])
async def test_a_write_whose_answer_is_lost_may_have_been_done(stage: Stage, placed: bool) -> None:
    await stage.fault("cosmos.delete", "cut", placed=placed, count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await stage.ask("cosmos.delete")
    assert (await stage.ask("cosmos.read")).status_code == (404 if placed else 200)


async def test_one_rule_governs_all_simulators(stage: Stage) -> None:
    await stage.fault("*", "status", value=502, match="", count=3)
    asked = ("oa.chat", "cosmos.read", "keyvault.get", "identity.token")
    answers = [(await stage.ask(where)).status_code for where in asked]
    (rule,) = (await stage.front.get("/__sim__/faults")).json()
    assert answers == [502, 502, 502, 200]
    assert rule["struck"] == 3
