from datetime import timedelta
from typing import Any

import pytest
from psycopg.errors import RaiseException

from functions.people import service as people
from functions.permission import desk as listing
from functions.permission import service, store
from functions.permission.desk import NewDoNotCall
from functions.permission.model import Agreed, Refusal
from shared.errors import Forbidden, Invalid, NotFound
from tests.fakes import NOON
from tests.functions.permission.conftest import ANOTHER, CAMPAIGN, PHONE, Desk

HOUR = timedelta(hours=1)


async def test_nobody_is_called_without_consent_where_it_is_required(desk: Desk) -> None:
    assert await desk.refusal(consent_required=True) is Refusal.CONSENT_MISSING
    assert await desk.refusal(consent_required=False) is None


async def test_consent_is_for_its_purpose_alone(desk: Desk) -> None:
    await desk.agreed("service")
    asked = [await desk.refusal(consent_required=True, purpose=each) for each in ("service", "x")]
    assert asked == [None, Refusal.CONSENT_MISSING]


async def test_consent_ends_when_it_expires(desk: Desk) -> None:
    await desk.agreed(expires_at=NOON + HOUR)
    before = await desk.refusal(consent_required=True)
    await desk.clock.advance(3600)
    after = await desk.refusal(consent_required=True)
    assert (before, after) == (None, Refusal.CONSENT_EXPIRED)


async def test_consent_taken_back_counts_no_more(desk: Desk) -> None:
    await desk.agreed()
    await desk.revoked()
    assert await desk.refusal(consent_required=True) is Refusal.CONSENT_REVOKED
    with pytest.raises(NotFound):
        await desk.revoked()


async def test_consent_says_who_noted_it_and_who_took_it_back(desk: Desk) -> None:
    await desk.agreed(proof="form 7, box 2")
    await desk.revoked()
    async with desk.db.transaction() as conn:
        (told,) = await service.consents(conn, PHONE)
    assert (told.source, told.proof, told.noted_by) == ("form", "form 7, box 2", "Ana")
    assert (told.revoked_at, told.revoked_source, told.revoked_by) == (NOON, "letter", "Eva")


@pytest.mark.parametrize(
    "times",
    [
        {"given_at": NOON + HOUR},
        {"expires_at": NOON},
        {"given_at": NOON - HOUR, "expires_at": NOON - 2 * HOUR},
    ],
)
async def test_consent_at_an_impossible_time_is_refused(desk: Desk, times: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="given_at"):
        await desk.agreed(**times)


async def test_a_list_does_not_undo_what_somebody_took_back(desk: Desk) -> None:
    await desk.agreed()
    await desk.revoked()
    async with desk.db.transaction() as conn:
        agreed = Agreed(purpose="service", source="list")
        await service.note_consents(conn, [PHONE], agreed, NOON)
    assert await desk.refusal(consent_required=True) is Refusal.CONSENT_REVOKED


async def test_consent_given_later_does_not_lift_an_opt_out(desk: Desk) -> None:
    await desk.opted_out("call 1")
    await desk.agreed()
    assert await desk.refusal() is Refusal.DO_NOT_CALL


async def test_opting_out_takes_every_consent_back(desk: Desk) -> None:
    await desk.agreed("service")
    await desk.agreed("marketing")
    await desk.opted_out("call 1")
    async with desk.db.transaction() as conn:
        told = await service.consents(conn, PHONE)
    assert [(each.revoked_at, each.revoked_source) for each in told] == [(NOON, "call")] * 2


async def test_what_comes_later_never_overwrites_the_first_opt_out(desk: Desk) -> None:
    await desk.opted_out("call 1")
    await desk.opted_out("call 2")
    again = NewDoNotCall(phone="+1 212 555 0100", source="desk")
    entry, is_new = await listing.forbid(desk.db, desk.clock, again, by="Ana", areas=False)
    assert (entry.source, entry.proof, is_new) == ("call", "call 1", False)
    assert await desk.history() == ["added call"]


@pytest.mark.parametrize(
    "written", ["+1 (212) 555-0100", "001 212 555 0100", "+1.212.555.0100", "'+12125550100"]
)
async def test_however_it_is_written_it_is_the_same_number(desk: Desk, written: str) -> None:
    await desk.forbids(written)
    assert await desk.refusal() is Refusal.DO_NOT_CALL


async def test_an_area_forbids_all_numbers_that_begin_so(desk: Desk) -> None:
    await desk.forbids("+1 (809) *")
    asked = [await desk.refusal(phone) for phone in ("+18095550101", "+18195550101", "+1809555")]
    assert asked == [Refusal.DO_NOT_CALL, None, Refusal.DO_NOT_CALL]


@pytest.mark.parametrize("written", ["*", "+*", "809*", "+1*809", "+1809**", "+0809*"])
async def test_what_is_no_area_names_the_field(desk: Desk, written: str) -> None:
    with pytest.raises(Invalid, match="is no area"):
        await desk.forbids(written)


async def test_an_area_is_for_those_who_may_forbid_it(desk: Desk) -> None:
    new = NewDoNotCall(phone="+1809*", source="desk")
    with pytest.raises(Forbidden, match="supervisor"):
        await listing.forbid(desk.db, desk.clock, new, by="Ana", areas=False)


async def test_a_purpose_can_be_forbidden_alone(desk: Desk) -> None:
    await desk.agreed("marketing")
    await desk.agreed("service")
    await desk.forbids(scope="purpose", refers_to="marketing")
    assert await desk.refusal(purpose="marketing") is Refusal.DO_NOT_CALL
    assert await desk.refusal(purpose="service", consent_required=True) is None


async def test_a_campaign_can_be_forbidden_alone(desk: Desk) -> None:
    await desk.agreed()
    await desk.forbids(scope="campaign", refers_to=str(CAMPAIGN))
    asked = [await desk.refusal(campaign=each) for each in (CAMPAIGN, ANOTHER, None)]
    assert asked == [Refusal.DO_NOT_CALL, None, None]
    assert await desk.refusal(campaign=ANOTHER, consent_required=True) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "purpose"},
        {"scope": "purpose", "refers_to": "fun"},
        {"scope": "campaign", "refers_to": "spring"},
        {"refers_to": "service"},
    ],
)
def test_a_scope_says_what_it_refers_to(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="refers_to: leave it out"):
        NewDoNotCall.model_validate({"phone": PHONE, "source": "desk", **wrong})


async def test_a_wider_entry_joins_and_a_narrower_one_changes_nothing(desk: Desk) -> None:
    narrow = {"scope": "purpose", "refers_to": "marketing"}
    came = [await desk.forbids(**narrow), await desk.forbids(), await desk.forbids(**narrow)]
    again = await desk.forbids(scope="purpose", refers_to="service")
    async with desk.db.transaction() as conn:
        listed = [each.place for each in await listing.forbidden_page(conn, after=None, limit=9)]
    assert (came, again) == ([True, True, False], False)
    assert listed == [PHONE, f"{PHONE} purpose:marketing"]


async def test_the_list_is_read_page_by_page(desk: Desk) -> None:
    await desk.forbids(scope="purpose", refers_to="marketing")
    await desk.forbids()
    async with desk.db.transaction() as conn:
        (first,) = await listing.forbidden_page(conn, after=None, limit=1)
        (second,) = await listing.forbidden_page(conn, after=first.place, limit=9)
    assert (first.scope, second.scope) == ("all", "purpose")


async def test_an_entry_is_lifted_for_a_reason_that_stays(desk: Desk) -> None:
    await desk.forbids()
    await desk.lifts("+1 (212) 555-0100")
    assert await desk.refusal() is None
    assert await desk.history() == ["added Ana", "removed Root"]


async def test_lifting_one_entry_leaves_the_others(desk: Desk) -> None:
    await desk.forbids(scope="purpose", refers_to="service")
    await desk.forbids()
    await desk.lifts()
    assert await desk.refusal() is Refusal.DO_NOT_CALL
    await desk.lifts(scope="purpose", refers_to="service")
    assert await desk.refusal() is None


async def test_what_is_not_on_the_list_cannot_be_lifted(desk: Desk) -> None:
    await desk.forbids("+1212*")
    with pytest.raises(NotFound):
        await desk.lifts()


async def test_the_history_is_not_rewritten(desk: Desk) -> None:
    await desk.forbids()
    with pytest.raises(RaiseException, match="not rewritten"):
        async with desk.db.transaction() as conn:
            await conn.execute("update do_not_call_history set actor = 'nobody'")
    with pytest.raises(RaiseException, match="not rewritten"):
        async with desk.db.transaction() as conn:
            await conn.execute("delete from do_not_call_history")


async def test_of_many_each_is_told_what_became_of_it(desk: Desk) -> None:
    phones = ("+1 212 555 0100", "12", "+1809*", "+12125550100")
    news = [NewDoNotCall(phone=phone, source="registry") for phone in phones]
    told = await listing.forbid_many(desk.db, desk.clock, news, by="Eva")
    assert [each.result for each in told] == ["listed", "rejected", "listed", "known"]
    assert [bool(each.problem) for each in told] == [False, True, False, False]
    assert await desk.refusal("+18095550101") is Refusal.DO_NOT_CALL


async def test_asking_back_is_noted_and_lifts_nothing(desk: Desk) -> None:
    await desk.opted_out("call 1")
    async with desk.db.transaction() as conn:
        assert await service.ask_back(conn, PHONE, "sms", "START", NOON)
        assert not await service.ask_back(conn, "+12125550199", "sms", "START", NOON)
    assert await desk.refusal() is Refusal.DO_NOT_CALL
    assert await desk.history() == ["added call", "asked_back sms"]


async def test_an_import_is_told_of_areas_and_of_the_erased(desk: Desk) -> None:
    await desk.forbids("+1809*")
    async with desk.db.transaction() as conn:
        await people.erase(conn, PHONE, NOON)
        told = await store.forbidden(conn, [PHONE, "+18095550101", "+13125550101"])
    assert {each.phone for each in told} == {PHONE, "+18095550101"}


async def test_the_erased_stay_suppressed(desk: Desk) -> None:
    await desk.opted_out("call 1")
    async with desk.db.transaction() as conn:
        await people.erase(conn, PHONE, NOON)
        (entry,) = (await people.held(conn, PHONE)).do_not_call
    assert await desk.refusal() is Refusal.DO_NOT_CALL
    assert (entry.source, entry.at, entry.proof) == ("call", NOON, None)


async def test_nothing_but_a_hash_is_left_of_the_erased(desk: Desk) -> None:
    contact = await desk.agreed(proof="form 7")
    await desk.opted_out("call 1")
    async with desk.db.transaction() as conn:
        erased = [await people.erase(conn, PHONE, NOON) for _ in range(2)]
        left = str(await (await conn.execute(ALL_OF_PEOPLE)).fetchall())
    assert [each["contacts"] + each["consents"] for each in erased] == [2, 0]
    assert [word for word in (PHONE, contact.name, "call 1", "form") if word in left] == []


ALL_OF_PEOPLE = """
select row(c)::text from contact c union all select row(l)::text from list_member l
union all select row(d)::text from do_not_call d union all select row(n)::text from consent n
union all select row(h)::text from do_not_call_history h
"""


async def test_an_admin_lets_an_erased_number_be_called_again(desk: Desk) -> None:
    async with desk.db.transaction() as conn:
        await people.erase(conn, PHONE, NOON)
    event = await desk.lifts()
    assert event.phone.startswith("sha256:")
    assert await desk.refusal() is None
