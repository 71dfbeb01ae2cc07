from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from scripts.local.ports import free
from scripts.local.simulators import entra
from scripts.local.simulators.serve import serving
from shared.adapters.entra import EntraPassports, Issuer
from shared.errors import Unauthenticated, Unavailable
from tests.fakes import NOON, TurnedClock

TENANT = "00000000-0000-4000-8000-00000000000e"
HOUR = 3600
BY_THE_BOOK = "https://login.example.org"


class Desk:
    """The directory over the wire, and us who ask it for its keys."""

    def __init__(self, address: str, clock: TurnedClock) -> None:
        self.clock, self.http = clock, httpx.AsyncClient(base_url=address)
        issuer = Issuer(authority=address, tenant=TENANT, audience="api://centralita")
        self.passports = EntraPassports(issuer, clock)

    async def token(self, **wanted: Any) -> str:
        answer = await self.http.post("/__sim__/tokens", json=wanted)
        token: str = answer.json()["token"]
        return token

    async def asked(self) -> int:
        usage = await self.http.get("/__sim__/usage")
        return int(usage.json()["keys"])


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    clock, (port,) = TurnedClock(), free()
    address = f"http://127.0.0.1:{port}"
    directory = entra.Directory(tenant=TENANT, authority=address)
    async with serving(entra.build(directory, clock), port=port):
        desk = Desk(address, clock)
        yield desk
        await desk.http.aclose()


async def test_a_good_token_says_who_somebody_is(desk: Desk) -> None:
    told = await desk.passports.claims(await desk.token(name="ana@example.org", roles=["agent"]))
    assert (told["preferred_username"], told["roles"]) == ("ana@example.org", ["agent"])


async def test_keys_are_read_once_for_many_tokens(desk: Desk) -> None:
    for _ in range(3):
        await desk.passports.claims(await desk.token())
    assert await desk.asked() == 1


async def test_a_new_key_is_learned_when_a_token_names_it(desk: Desk) -> None:
    await desk.passports.claims(await desk.token())
    await desk.http.post("/__sim__/keys")
    await desk.clock.advance(61)
    assert await desk.passports.claims(await desk.token())
    assert await desk.asked() == 2


async def test_keys_nobody_knows_do_not_make_us_ask_time_and_again(desk: Desk) -> None:
    await desk.passports.claims(await desk.token())
    await desk.http.post("/__sim__/keys")
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await desk.passports.claims(await desk.token())
    assert await desk.asked() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "api://somebody-else"},
        {"iss": f"{BY_THE_BOOK}/{TENANT}/v2.0"},
        {"tid": "00000000-0000-4000-8000-0000000000ff"},
        {"exp": int((NOON - timedelta(minutes=2)).timestamp())},
        {"nbf": int((NOON + timedelta(minutes=2)).timestamp())},
    ],
)
async def test_a_token_of_others_or_of_another_time_is_refused(
    desk: Desk, claims: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await desk.passports.claims(await desk.token(claims=claims))


async def test_a_token_runs_out_by_our_clock(desk: Desk) -> None:
    token = await desk.token()
    await desk.passports.claims(token)
    await desk.clock.advance(HOUR + 61)
    with pytest.raises(Unauthenticated, match="not good at this time"):
        await desk.passports.claims(token)


async def test_a_token_that_was_changed_is_refused(desk: Desk) -> None:
    head, _, signature = (await desk.token()).split(".")
    _, other, _ = (await desk.token(roles=["admin"])).split(".")
    with pytest.raises(Unauthenticated):
        await desk.passports.claims(f"{head}.{other}.{signature}")


@pytest.mark.parametrize("token", ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "x" * 20_000])
async def test_what_is_no_token_is_refused(desk: Desk, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await desk.passports.claims(token)


async def test_while_the_issuer_is_away_known_keys_serve(desk: Desk) -> None:
    token = await desk.token()
    await desk.passports.claims(token)
    await desk.http.post("/__sim__/faults", json={"where": "entra.keys", "action": "status"})
    await desk.clock.advance(25 * HOUR)
    assert await desk.passports.claims(await desk.token())


async def test_without_any_keys_nobody_is_let_in_and_nobody_is_blamed() -> None:
    issuer = Issuer(authority="http://127.0.0.1:1", tenant=TENANT, audience="api://centralita")
    passports = EntraPassports(issuer, TurnedClock())
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.c2ln"
    with pytest.raises(Unavailable):
        await passports.claims(token)


async def test_where_no_directory_is_named_its_tokens_are_not_taken() -> None:
    with pytest.raises(Unauthenticated, match="ENTRA__TENANT"):
        await EntraPassports(None, TurnedClock()).claims("a.b.c")
