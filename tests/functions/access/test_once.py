from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from functions.access import once
from tests.functions.access.conftest import Front

GROUP = {"key": "billing", "name": "Billing"}


async def sent(front: Front, body: dict[str, Any], key: str = "k1") -> Response:
    headers = {"idempotency-key": key}
    return await front.browser.post("/api/v1/groups", json=body, headers=headers)


async def test_a_repeated_request_is_done_once_and_answered_alike(front: Front) -> None:
    first, again = await sent(front, GROUP), await sent(front, GROUP)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["location"] == first.headers["location"]
    listed = (await front.browser.get("/api/v1/groups")).json()
    assert len(listed["items"]) == 1


async def test_a_key_is_good_for_one_request_alone(front: Front) -> None:
    await sent(front, GROUP)
    assert (await sent(front, {**GROUP, "key": "other"})).status_code == 409


async def test_a_key_is_its_owners_alone(front: Front) -> None:
    await sent(front, GROUP)
    issued = await front.token(role="admin", scopes=["groups:write"])
    headers = {"idempotency-key": "k1", "x-api-key": issued["secret"]}
    answer = await front.browser.post("/api/v1/groups", json=GROUP, headers=headers)
    assert (answer.status_code, answer.json()["detail"][:18]) == (409, "There is a group b")


async def test_what_was_refused_can_be_mended_and_sent_again(front: Front) -> None:
    first, again = await sent(front, {"key": "X"}), await sent(front, GROUP)
    assert (first.status_code, again.status_code) == (422, 201)


async def test_what_was_refused_for_what_stood_in_its_way_is_done_once_that_is_gone(
    front: Front,
) -> None:
    other = await front.post("groups", GROUP)
    first = await sent(front, GROUP)
    headers = {"if-match": '"1"'}
    await front.browser.delete(f"/api/v1/groups/{other['id']}", headers=headers)
    assert (first.status_code, (await sent(front, GROUP)).status_code) == (409, 201)


async def test_a_key_is_forgotten_after_a_day(front: Front) -> None:
    await sent(front, GROUP)
    await front.clock.advance(timedelta(hours=24).total_seconds())
    assert await once.forget(front.db, front.clock) == 1
    assert (await sent(front, GROUP)).status_code == 409


async def test_while_the_first_is_worked_on_the_second_is_told_to_wait(front: Front) -> None:
    asked = once.Asked(owner="root", key="k1", address="/api/v1/groups", body=b"{}")
    await once.claim(front.db, front.clock, asked)
    answer = await front.browser.post(
        "/api/v1/groups", content=b"{}", headers={"idempotency-key": "k1"}
    )
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


async def test_what_died_half_way_may_be_tried_again_after_a_minute(front: Front) -> None:
    asked = once.Asked(owner="root", key="k1", address="/x", body=b"")
    await once.claim(front.db, front.clock, asked)
    await front.clock.advance(60)
    assert (await sent(front, GROUP)).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_that_tells_nothing_apart_is_refused(front: Front, key: str) -> None:
    answer = await sent(front, GROUP, key)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "idempotency-key")
