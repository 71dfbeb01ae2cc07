import base64
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient, Response

from functions.mail import api
from scripts.local.simulators.mailbox import sign
from shared.db.pool import Database
from shared.groups.vendors import Mail
from tests.fake_stores import FakeFiles, FakeSecrets
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import client

MAIL = {"from": "eva@people.example", "subject": "Help", "text": "It jams", "message_id": "<1@x>"}
KEY = "the-key-of-mail"


@pytest.fixture
async def world(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    settings = SimpleNamespace(mail=Mail(), organisation="Centralita")
    secrets = FakeSecrets(known={"mail-key": KEY})
    ports = {"clock": clock, "settings": settings, "secrets": secrets, "files": FakeFiles()}
    async with client(api.inbound, db=db, **ports) as world:
        yield world


async def hand_over(world: AsyncClient, mail: Any, key: str = KEY) -> Response:
    body = json.dumps(mail).encode()
    headers = {"x-mailbox-signature": sign(key, body, int(NOON.timestamp()))}
    return await world.post("/mail/inbound", content=body, headers=headers)


async def test_a_signed_mail_is_taken(world: AsyncClient) -> None:
    answer = await hand_over(world, MAIL)
    assert (answer.status_code, answer.json()) == (202, {"kind": "request"})


async def test_what_nobody_signed_is_refused(world: AsyncClient) -> None:
    assert (await hand_over(world, MAIL, key="another")).status_code == 401
    assert (await world.post("/mail/inbound", json=MAIL)).status_code == 401


async def test_what_is_no_mail_is_refused_by_naming_what_is_wrong(world: AsyncClient) -> None:
    answer = await hand_over(world, MAIL | {"message_id": "", "text": "a\x00"})
    assert (answer.status_code, {each["field"] for each in answer.json()["errors"]}) == (
        422,
        {"message_id", "text"},
    )


async def test_what_is_too_large_is_refused(world: AsyncClient) -> None:
    assert (await hand_over(world, MAIL | {"text": "a" * 2 * 1024**2})).status_code == 413


async def test_files_may_be_larger_than_what_is_written(world: AsyncClient) -> None:
    content = base64.b64encode(b"a" * 2 * 1024**2).decode()
    file = {"name": "log.txt", "content_type": "text/plain", "content": content}
    answer = await hand_over(world, MAIL | {"attachments": [file]})
    assert (answer.status_code, answer.json()) == (202, {"kind": "request"})
