from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient

from functions.privacy import api
from shared.groups.house import Retention
from tests.functions.privacy.conftest import NAME, PHONE, Life
from tests.functions.signing import client, signed_in

PRIVACY = "/api/v1/privacy"


@pytest.fixture
async def desk(life: Life) -> AsyncIterator[AsyncClient]:
    wired: dict[str, Any] = {"db": life.db, "clock": life.clock, "transcripts": life.transcripts}
    wired |= {"settings": SimpleNamespace(retention=Retention())}
    async with client(api.router, **wired) as desk:
        desk.headers.update(signed_in("supervisor"))
        yield desk


async def test_a_person_is_exported_by_number_or_by_contact(desk: AsyncClient) -> None:
    by_number = (await desk.get(f"{PRIVACY}/export", params={"phone": PHONE})).json()
    contact = by_number["people"]["contact"]
    by_contact = (await desk.get(f"{PRIVACY}/export?contact_id={contact['id']}")).json()
    assert (contact["name"], by_contact) == (NAME, by_number)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?phone=12",
        "?contact_id=x",
        "?phone=",
        f"?phone={'1' * 41}",
        "?phone=%00",
        "?email=a@b@c",
    ],
)
async def test_nobody_is_not_exported(desk: AsyncClient, query: str) -> None:
    assert (await desk.get(f"{PRIVACY}/export{query}")).status_code == 422


async def test_an_erasure_is_accepted_and_can_be_followed(desk: AsyncClient) -> None:
    asked = await desk.post(f"{PRIVACY}/erasures", json={"phone": PHONE, "reason": "their letter"})
    told = (await desk.get(asked.headers["location"])).json()
    assert (asked.status_code, told) == (202, asked.json())
    assert (told["state"], told["requested_by"], told["counts"]["contacts"]) == (
        "waiting",
        "Ana",
        1,
    )
    assert (await desk.get(f"{PRIVACY}/erasures")).json()["items"] == [told]


async def test_an_address_alone_says_of_whom(desk: AsyncClient) -> None:
    email = {"email": "Eva@Example.org"}
    told = (await desk.get(f"{PRIVACY}/export", params=email)).json()
    asked = await desk.post(f"{PRIVACY}/erasures", json={**email, "reason": "their letter"})
    assert (told["email"], told["phone"], told["tickets"]) == ("eva@example.org", None, [])
    assert (asked.status_code, asked.json()["counts"]["tickets"]) == (202, 0)


async def test_two_who_may_be_others_are_refused(desk: AsyncClient) -> None:
    both = {"phone": PHONE, "email": "eva@example.org"}
    told = await desk.get(f"{PRIVACY}/export", params=both)
    assert (told.status_code, told.json()["type"]) == (409, "/problems/conflict")


async def test_an_erasure_does_not_show_the_number(desk: AsyncClient) -> None:
    asked = await desk.post(f"{PRIVACY}/erasures", json={"phone": PHONE, "reason": "their letter"})
    assert PHONE not in asked.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "x"},
        {"phone": PHONE},
        {"phone": PHONE, "contact_id": f"{1:032}", "reason": "x"},
        {"email": "no address", "reason": "x"},
    ],
)
async def test_an_erasure_says_of_whom_and_why(desk: AsyncClient, wrong: dict[str, str]) -> None:
    assert (await desk.post(f"{PRIVACY}/erasures", json=wrong)).status_code == 422


async def test_who_is_not_there_is_not_found(desk: AsyncClient) -> None:
    nobody = f"{1:032}"
    wanted = {"contact_id": nobody, "reason": "their letter"}
    codes = [
        (await desk.post(f"{PRIVACY}/erasures", json=wanted)).status_code,
        (await desk.get(f"{PRIVACY}/erasures/{nobody}")).status_code,
        (await desk.get(f"{PRIVACY}/export?contact_id={nobody}")).status_code,
    ]
    assert codes == [404, 404, 404]


async def test_an_agent_may_neither_export_nor_erase(desk: AsyncClient) -> None:
    agent = signed_in("agent")
    read = await desk.get(f"{PRIVACY}/export", params={"phone": PHONE}, headers=agent)
    wanted = {"phone": PHONE, "reason": "x"}
    erased = await desk.post(f"{PRIVACY}/erasures", json=wanted, headers=agent)
    assert (read.status_code, erased.status_code) == (403, 403)


async def test_what_would_go_by_itself_is_shown_and_stays(life: Life, desk: AsyncClient) -> None:
    await life.texts("Where is it?")
    await life.clock.advance(366 * 86_400)
    shown = [(await desk.get(f"{PRIVACY}/retention")).json()["due"] for _ in range(2)]
    assert shown == [{"texts": 1, "rows": 1, "notifications": 0, "poison": 0, "held_mails": 0}] * 2
