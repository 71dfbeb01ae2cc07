import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from functions.hours import api
from functions.people import api as people
from shared.db.pool import Database
from tests.fakes import TurnedClock
from tests.functions.hours.delivered import EVERY_DAY
from tests.functions.signing import client, signed_in

RULES = "/api/v1/calling-rules"
CHECK = f"{RULES}/check"
TERMS = {
    "name": {"en": "Florida", "es": "Florida"},
    "binds": ["marketing"],
    "week": {str(day): ["10:00-12:00", "13:00-24:00"] for day in EVERY_DAY},
    "limits": [{"calls": 2, "days": 1}],
    "source": "counsel, 1 March",
    "reason": "counsel says so",
}
FIRST = {"if-match": '"1"'}


@pytest.fixture
async def desk(db: Database, clock: TurnedClock) -> AsyncIterator[AsyncClient]:
    async with client(api.router, people.contacts, db=db, clock=clock) as desk:
        desk.headers.update(signed_in("admin"))
        yield desk


async def test_rules_are_listed_by_code_with_where_they_come_from(desk: AsyncClient) -> None:
    rules = (await desk.get(RULES)).json()
    assert [each["code"] for each in rules] == sorted(each["code"] for each in rules)
    france = next(each for each in rules if each["code"] == "FR")
    assert france["week"]["1"] == ["10:00-13:00", "14:00-20:00"]
    assert "antipub.org" in france["source"]


async def test_a_change_is_told_with_its_author_and_its_reason(desk: AsyncClient) -> None:
    answer = await desk.put(f"{RULES}/US-FL", json=TERMS, headers=FIRST)
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    read = (await desk.get(f"{RULES}/US-FL")).json()
    assert read == answer.json()
    assert (read["changed_by"], read["reason"]) == ("Ana", "counsel says so")
    assert read["week"] == TERMS["week"]


async def test_the_history_tells_every_version(desk: AsyncClient) -> None:
    await desk.put(f"{RULES}/US-FL", json=TERMS, headers=FIRST)
    told = (await desk.get(f"{RULES}/US-FL/history")).json()
    assert [each["version"] for each in told] == [2, 1]


async def test_a_country_without_a_rule_gets_one(desk: AsyncClient) -> None:
    assert (await desk.get(f"{RULES}/DE")).status_code == 404
    made = await desk.put(f"{RULES}/DE", json=TERMS, headers={"if-none-match": "*"})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')


async def test_the_default_is_a_rule_like_the_others(desk: AsyncClient) -> None:
    answer = await desk.put(f"{RULES}/*", json=TERMS, headers=FIRST)
    assert (answer.status_code, answer.json()["code"]) == (200, "*")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 428),
        ({"if-match": '"9"'}, 412),
        ({"if-match": "1"}, 422),
        ({"if-none-match": "*"}, 412),
    ],
)
async def test_a_change_of_nobody_knows_which_version_is_refused(
    desk: AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await desk.put(f"{RULES}/US-FL", json=TERMS, headers=headers)
    assert answer.status_code == status


async def test_of_two_changes_at_once_one_is_refused(desk: AsyncClient) -> None:
    both = (desk.put(f"{RULES}/US-FL", json=TERMS, headers=FIRST) for _ in range(2))
    answers = await asyncio.gather(*both)
    assert sorted(each.status_code for each in answers) == [200, 412]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"reason": ""}, "reason", "at least 3 characters"),
        ({"week": {"1": ["10-13"]}}, "week.1.0", "write the hours as 10:00-13:00"),
        ({"week": {"8": []}}, "week.8.[key]", "less than or equal to 7"),
        ({"binds": []}, "binds", "at least 1 item"),
        ({"limits": [{"calls": 0, "days": 1}]}, "limits.0.calls", "greater than or equal to 1"),
        ({"colour": "red"}, "colour", "not permitted"),
        ({"source": "a\u0000b"}, "source", "NUL"),
    ],
)
async def test_terms_that_make_no_sense_are_refused_by_name(
    desk: AsyncClient, change: dict[str, Any], field: str, problem: str
) -> None:
    answer = await desk.put(f"{RULES}/US-FL", json={**TERMS, **change}, headers=FIRST)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert problem in answer.json()["errors"][0]["problem"]


@pytest.mark.parametrize("code", ["XX", "US-XX", "fr", "PR", "a b"])
async def test_a_code_that_is_no_place_is_refused(desk: AsyncClient, code: str) -> None:
    answer = await desk.put(f"{RULES}/{code}", json=TERMS, headers=FIRST)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "code")


async def test_only_an_admin_changes_rules(desk: AsyncClient) -> None:
    headers = {**FIRST, **signed_in("supervisor")}
    answer = await desk.put(f"{RULES}/US-FL", json=TERMS, headers=headers)
    assert (answer.status_code, answer.json()["needs"]) == (403, "admin")


async def check(desk: AsyncClient, **asked: str) -> dict[str, Any]:
    answer = await desk.get(CHECK, params=asked)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


async def test_a_call_that_is_allowed_is_explained(desk: AsyncClient) -> None:
    told = await check(desk, phone="+33 1 99 00 00 00", at="2027-03-01T10:00:00+01:00")
    assert (told["allowed"], told["opens_at"]) == (True, "2027-03-01T09:00:00Z")
    assert [each["rule"] for each in told["findings"]] == ["FR", "courtesy"]
    assert told["limits"] == [{"calls": 4, "days": 30}]
    assert told["why"]["es"].startswith("Se puede llamar ahora")


@pytest.mark.parametrize(
    ("at", "opens_at", "why"),
    [
        ("2027-03-01T13:30:00+01:00", "2027-03-01T13:00:00Z", "only 10:00-13:00, 14:00-20:00 that"),
        ("2027-03-06T13:30:00+01:00", "2027-03-08T09:00:00Z", "no calls on Saturdays"),
        ("2027-07-14T13:30:00+02:00", "2027-07-15T08:00:00Z", "a day off"),
    ],
)
async def test_a_call_that_is_not_allowed_says_why_and_when(
    desk: AsyncClient, at: str, opens_at: str, why: str
) -> None:
    told = await check(desk, phone="+33199000000", at=at)
    assert (told["allowed"], told["opens_at"]) == (False, opens_at)
    assert why in told["why"]["en"]


async def test_service_calls_keep_to_courtesy_alone(desk: AsyncClient) -> None:
    saturday = {"phone": "+33199000000", "at": "2027-03-06T13:30:00+01:00"}
    told = await check(desk, **saturday, purpose="service")
    assert (told["allowed"], [each["rule"] for each in told["findings"]]) == (True, ["courtesy"])


async def test_every_zone_a_number_may_be_in_is_asked(desk: AsyncClient) -> None:
    told = await check(desk, phone="+17095550100")
    assert told["zones"] == ["America/Halifax", "America/St_Johns"]
    assert [(each["rule"], each["local"][11:16]) for each in told["findings"]] == [
        ("CA", "08:00"),
        ("courtesy", "08:00"),
        ("CA", "08:30"),
        ("courtesy", "08:30"),
    ]


async def test_65_an_australian_mobile_is_rung_when_all_of_australia_is_awake(
    desk: AsyncClient,
) -> None:
    told = await check(desk, phone="+61 491 570 156", at="2027-02-28T20:00:00Z")
    assert {"Australia/Sydney", "Indian/Cocos"} < set(told["zones"])
    assert told["opens_at"] == "2027-03-01T02:30:00Z"  # nine on the Cocos Islands


async def test_a_contact_who_moved_is_asked_where_they_are(desk: AsyncClient) -> None:
    moved = {"name": "Workshop", "phone": "+13055550100", "language": "en", "zones": ["Asia/Tokyo"]}
    await desk.post("/api/v1/contacts", json=moved)
    told = await check(desk, phone="+13055550100", at="2027-03-01T12:00:00Z")
    assert (told["zones"], told["allowed"]) == (["Asia/Tokyo"], False)
    assert [each["rule"] for each in told["findings"]] == ["US", "US-FL", "courtesy"]


async def test_65_a_contact_without_a_zone_is_told_to_get_one(desk: AsyncClient) -> None:
    nowhere = {"name": "Workshop", "phone": "+13055550100", "language": "en", "zones": []}
    await desk.post("/api/v1/contacts", json=nowhere)
    told = await check(desk, phone="+13055550100")
    assert (told["allowed"], told["opens_at"]) == (False, None)
    assert "zona horaria" in told["why"]["es"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "phone"),
        ({"phone": "305"}, "phone"),
        ({"phone": "+13055550100", "at": "noon"}, "at"),
        ({"phone": "+13055550100", "at": "9999-12-31T23:00:00Z"}, "at"),
        ({"phone": "+13055550100", "purpose": "fun"}, "purpose"),
    ],
)
async def test_a_question_that_cannot_be_answered_names_the_field(
    desk: AsyncClient, asked: dict[str, str], field: str
) -> None:
    answer = await desk.get(CHECK, params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
