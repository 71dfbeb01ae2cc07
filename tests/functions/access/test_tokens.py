from datetime import timedelta
from typing import Any

import pytest

from functions.access import store
from tests.fakes import NOON
from tests.functions.access.conftest import Front


async def test_a_program_signs_in_with_the_secret_it_was_shown_once(front: Front) -> None:
    issued = await front.token()
    status, told = await front.asked_as(x_api_key=issued["secret"])
    assert (status, told["name"], told["roles"]) == (200, "Importer", ["agent"])


async def test_nobody_is_told_a_secret_again(front: Front) -> None:
    issued = await front.token()
    listed = await front.browser.get("/api/v1/tokens")
    assert issued["secret"] not in listed.text
    assert [each["prefix"] for each in listed.json()["items"]] == [issued["prefix"]]


async def test_the_rows_alone_do_not_let_anybody_in(front: Front) -> None:
    issued = await front.token()
    front.secrets.known["token-pepper"] = "another pepper"
    assert (await front.asked_as(x_api_key=issued["secret"]))[0] == 401


@pytest.mark.parametrize("change", ["", "x", "ctl_000000000000_" + "a" * 43, "ctl__"])
async def test_what_is_no_token_lets_nobody_in(front: Front, change: str) -> None:
    await front.token()
    assert (await front.asked_as(x_api_key=change))[0] == 401


async def test_a_token_with_another_end_lets_nobody_in(front: Front) -> None:
    secret = (await front.token())["secret"]
    other = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    assert (await front.asked_as(x_api_key=other))[0] == 401


async def test_a_bad_token_is_not_helped_by_a_good_header(front: Front) -> None:
    answer = await front.browser.get("/api/v1/me", headers={"x-api-key": "ctl_nonsense"})
    assert answer.status_code == 401


async def test_a_token_taken_back_lets_nobody_in(front: Front) -> None:
    issued = await front.token()
    await front.asked_as(x_api_key=issued["secret"])
    gone = await front.browser.delete(f"/api/v1/tokens/{issued['id']}")
    assert gone.status_code == 204
    assert (await front.asked_as(x_api_key=issued["secret"]))[0] == 401


async def test_a_token_runs_out(front: Front) -> None:
    issued = await front.token(expires_at=(NOON + timedelta(hours=1)).isoformat())
    await front.clock.advance(3600)
    assert (await front.asked_as(x_api_key=issued["secret"]))[0] == 401


@pytest.mark.parametrize("days", [-1, 0, 400])
async def test_a_token_ends_within_a_year_and_not_before_now(front: Front, days: int) -> None:
    ends = (NOON + timedelta(days=days)).isoformat()
    wish = {"name": "Importer", "role": "agent", "scopes": ["*:read"], "expires_at": ends}
    answer = await front.browser.post("/api/v1/tokens", json=wish)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "expires_at")


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(["me:read"], 200), (["*:read"], 200), (["users:read"], 403), (["me:write"], 403)],
)
async def test_a_token_is_good_for_what_it_was_made_for_alone(
    front: Front, scopes: list[str], status: int
) -> None:
    issued = await front.token(scopes=scopes)
    assert (await front.asked_as(x_api_key=issued["secret"]))[0] == status


async def test_a_token_is_made_for_nothing_that_there_is_not(front: Front) -> None:
    wish = {"name": "Importer", "role": "agent", "scopes": ["bogus:read", "me:read"]}
    ends = (NOON + timedelta(days=30)).isoformat()
    answer = await front.browser.post("/api/v1/tokens", json={**wish, "expires_at": ends})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "scopes")
    assert error["problem"] == "there is no scope bogus:read"
    assert "of one of these: *, audit, groups, me, tokens, users." in error["hint"]


async def test_use_is_written_down_once_a_minute(front: Front) -> None:
    issued = await front.token()
    for seconds in (0, 30, 31):
        await front.clock.advance(seconds)
        await front.asked_as(x_api_key=issued["secret"])
    async with front.db.transaction() as conn:
        kept = await store.token_with(conn, issued["prefix"])
    assert kept
    assert kept.last_used_at == NOON + timedelta(seconds=61)


async def test_issuing_and_taking_back_are_written_down_without_the_secret(front: Front) -> None:
    issued = await front.token()
    await front.browser.delete(f"/api/v1/tokens/{issued['id']}")
    told = await front.browser.get("/api/v1/audit", params={"subject": issued["id"]})
    entries: list[dict[str, Any]] = told.json()["items"]
    assert [each["action"] for each in entries] == ["token.revoked", "token.created"]
    assert "ctl_" not in told.text


async def test_who_asks_too_fast_is_told_when_to_come_again(front: Front) -> None:
    issued = await front.token()
    front.limits.left = 1
    await front.asked_as(x_api_key=issued["secret"])
    answer = await front.browser.get("/api/v1/me", headers={"x-api-key": issued["secret"]})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
