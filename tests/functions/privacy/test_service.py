import asyncio
from datetime import timedelta
from uuid import UUID

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.conversation import transcript
from functions.conversation.conclude import conclude
from functions.people import service as people
from functions.permission import service as permission
from functions.permission.model import Refusal
from functions.privacy import service
from functions.privacy.model import ErasureState, personal
from functions.privacy.service import Whom
from functions.speech import store as audio
from functions.speech.model import Cause, path
from shared.errors import Unavailable
from shared.messages import Transcribe
from tests.functions.calls.conftest import Phone
from tests.functions.campaigns.conftest import Desk as CampaignDesk
from tests.functions.privacy.conftest import FILE, KEEPING, NAME, PARCEL, PHONE, Life
from tests.functions.recordings.conftest import Tape

AWAY = Unavailable("The account is away", vendor="cosmos")


async def refusal(life: Life) -> Refusal | None:
    async with life.db.transaction() as conn:
        return await permission.may_be_called(
            conn,
            PHONE,
            purpose="service",
            consent_required=False,
            campaign=None,
            now=life.clock.now(),
        )


async def test_an_export_holds_all_there_is(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    await life.promised(call)
    await life.ends(call)
    await life.texts("Where is it?")
    told = await service.export(life.db, life.transcripts, Whom(phone=PHONE))
    held = told.people
    assert (held.contact and held.contact.name, len(held.consents)) == (NAME, 1)
    assert held.lists == {"Parcels": {"parcel": PARCEL}}
    assert [len(each) for each in (told.rows, told.campaigns, told.attempts, told.calls)] == [1] * 4
    assert [each.heard for each in told.talks[0].turns] == [None, "yes", "in the shed please"]
    assert {each.answer for each in told.talks[0].turns} == {None}
    assert len(told.talks[0].transcript or ()) == 5
    assert [each.title for each in told.tickets] == ["A wish", "Where is it?"]
    assert [each.call_id for each in told.conclusions] == [told.calls[0].id]
    assert [each.body for each in told.texts] == ["Where is it?"]
    assert [each.state for each in told.promises] == ["open"]


async def test_an_export_goes_on_without_transcripts(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    life.transcripts.failure = AWAY
    told = await service.export(life.db, life.transcripts, Whom(phone=PHONE))
    assert [each.transcript for each in told.talks] == [None]


async def test_nothing_is_held_of_a_stranger(life: Life) -> None:
    told = await service.export(life.db, life.transcripts, Whom(phone="+13125550101"))
    assert (told.people.contact, told.calls, told.tickets) == (None, (), ())


async def test_no_table_holds_a_word_of_the_erased(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    await life.promised(call)
    await life.ends(call)
    await life.texts("Where is it?")
    await life.rows("delete from outbox returning id")  # published
    before = {table for table, _ in await life.traces()}
    done = await life.carry_on(await life.erased())
    assert {"contact", "contact_import_row", "campaign_member", "attempt", "call", "turn"} <= before
    assert (await life.traces(), done.state) == (set(), ErasureState.DONE)
    assert life.transcripts.kept == {}
    assert done.counts == {
        "contacts": 1,
        "consents": 1,
        "rows": 1,
        "members": 1,
        "attempts": 1,
        "calls": 1,
        "conversations": 1,
        "texts": 1,
        "tickets": 2,
        "attachments": 0,
        "accounts": 0,
        "suggestions": 0,
        "feedback": 0,
        "promises": 1,
        "transcripts": 1,
        "audio": 0,
        "recordings": 0,
        "mails": 0,
        "exports": 0,
    }


async def test_who_somebody_was_before_a_file_changed_them_is_forgotten_too(life: Life) -> None:
    await life.imported(FILE.replace(NAME, "Their old name"))
    await life.imported()
    await life.erased()
    assert await life.rows("select was from contact_import_row where was is not null") == []


async def test_an_export_tells_what_was_said_on_tickets(life: Life) -> None:
    await life.texts("Where is it?")
    await life.answered("It is in the shed.")
    told = await service.export(life.db, life.transcripts, Whom(phone=PHONE))
    assert [each.text for each in told.comments] == ["It is in the shed."]


async def test_who_wrote_in_the_portal_is_forgotten_in_the_journal(life: Life) -> None:
    await life.asks_in_the_portal()
    await life.rows("delete from outbox returning id")
    assert {"ticket", "ticket_entry", "notification"} <= {table for table, _ in await life.traces()}
    await life.carry_on(await life.erased())
    assert await life.traces() == set()


async def test_what_an_agent_of_that_ticket_did_keeps_their_name(life: Life) -> None:
    await life.asks_in_the_portal()
    await life.answered("Found.", by="Ana")
    await life.erased()
    actors = await life.rows("select distinct actor from ticket_entry order by actor")
    assert actors == [("Ana",), ("erased",)]


async def test_an_erased_number_is_never_called_again(life: Life) -> None:
    await life.carry_on(await life.erased())
    assert await refusal(life) is Refusal.DO_NOT_CALL
    await life.rows("delete from contact_import_row returning 1")
    await life.rows("delete from contact_import returning 1")
    await life.imported()
    assert await refusal(life) is Refusal.DO_NOT_CALL
    (row,) = await life.rows("select reasons from contact_import_row")
    assert "do_not_call" in {each["code"] for each in row[0]}


async def test_what_was_planned_is_withdrawn_and_counted(life: Life) -> None:
    campaign, member = await life.campaign()
    await life.erased()
    assert await life.rows("select state, reason from attempt") == [("refused", "erased")]
    assert member.last_attempt
    await conclude(life.db, life.clock, member.last_attempt)
    (after,) = await CampaignDesk(life.db, life.clock).members(campaign)
    assert (after.name, after.state, after.outcome) == ("erased", "done", "refused")


async def test_whoever_waits_for_a_call_is_done(life: Life) -> None:
    campaign, member = await life.campaign()
    desk = CampaignDesk(life.db, life.clock)
    await life.rows("update attempt set state = 'over' returning id")
    await desk.settle(member, "busy")
    await life.erased()
    (after,) = await desk.members(campaign)
    assert (after.phone, after.state, after.outcome) == (f"erased:{after.id}", "done", "erased")


async def test_what_a_campaign_cost_stays(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    before = await life.rows("select spent_micro, reserved_micro from allowance")
    await life.carry_on(await life.erased())
    assert await life.rows("select spent_micro, reserved_micro from allowance") == before


async def test_a_live_call_is_finished_and_then_forgotten(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    erasure = await life.carry_on(await life.erased())
    assert (erasure.state, await refusal(life)) == (ErasureState.WAITING, Refusal.DO_NOT_CALL)
    assert PARCEL in (await life.rows("select said from turn where n = 1"))[0][0]
    await life.ends(call)
    await life.rows("delete from outbox returning id")
    erasure = await life.carry_on(erasure)
    assert (erasure.state, await life.traces()) == (ErasureState.DONE, set())
    assert life.transcripts.kept == {}


async def test_a_dial_at_the_same_moment_is_before_the_erasure_or_not_made(life: Life) -> None:
    _, member = await life.campaign()
    phone = Phone(life.db, life.clock)
    async with life.db.transaction() as conn:
        attempt = await calls.attempt(conn, member.last_attempt or UUID(int=0))
    await asyncio.gather(phone.dial(attempt), life.erased())
    query = "select a.state, c.phone from attempt a left join call c using (id)"
    found = (await life.rows(query), len(phone.network.rung))
    assert found in [([("refused", None)], 0), ([("placed", PHONE)], 1)]


async def test_a_call_that_was_not_answered_while_it_was_erased_is_not_made_again(
    life: Life,
) -> None:
    campaign, member = await life.campaign()
    call = await life.answers(member)
    await life.erased()
    await life.ends(call, CallStatus.BUSY)
    await life.carry_on(await life.erased())
    (after,) = await CampaignDesk(life.db, life.clock).members(campaign)
    assert (after.name, after.state, after.outcome) == ("erased", "done", "erased")


async def test_what_comes_back_before_the_erasure_is_done_is_erased_too(life: Life) -> None:
    erasure = await life.erased()
    await life.rows("update contact_import set sha256 = 'another' returning id")
    await life.imported()
    await life.rows("delete from outbox returning id")
    assert ("contact", NAME) in await life.traces()
    await life.carry_on(erasure)
    assert await life.traces() == set()


async def test_a_second_request_finds_the_first(life: Life) -> None:
    _, member = await life.campaign()
    await life.answers(member)
    first = await life.erased()
    assert (await life.erased()).id == first.id


async def test_an_erasure_that_runs_twice_counts_once(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    erasure = await life.erased()
    first = await life.carry_on(erasure)
    assert await life.carry_on(erasure) == first


async def test_transcripts_that_cannot_be_erased_now_are_erased_later(life: Life) -> None:
    _, member = await life.campaign()
    await life.ends(await life.answers(member))
    life.transcripts.failure = AWAY
    erasure = await life.carry_on(await life.erased())
    life.transcripts.failure = None
    assert (erasure.state, len(life.transcripts.kept)) == (ErasureState.WAITING, 1)
    await life.carry_on(erasure)
    assert life.transcripts.kept == {}


async def test_an_erasure_that_waits_is_looked_at_again(life: Life) -> None:
    _, member = await life.campaign()
    await life.answers(member)
    await life.erased()
    looked = []
    for pause in (timedelta(seconds=59), timedelta(seconds=2), timedelta(seconds=30)):
        await life.clock.advance(pause.total_seconds())
        looked.append(await service.sweep(life.db, life.clock))
    assert looked == [0, 1, 0]


async def test_lines_that_come_after_the_erasure_are_erased_too(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    await life.ends(call)
    await life.carry_on(await life.erased())
    line = {"id": "0001-1", "text": "in the shed please"}
    late = Transcribe.new(life.clock.now(), call_id=call.call_id, entries=(line,))
    await transcript.keep(life.db, life.transcripts, KEEPING, late)
    assert life.transcripts.kept == {}


async def test_an_erasure_lasts_until_the_recording_is_gone_on_both_sides(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    tape = Tape(life.db, life.clock, call.call_id, files=life.files)
    await tape.begins()
    await life.ends(call)
    await tape.ends()
    erasure = await life.erased()
    waiting = await life.carry_on(erasure)
    await tape.tend()
    done = await life.carry_on(erasure)
    assert (waiting.state, done.state) == (ErasureState.WAITING, ErasureState.DONE)
    assert (done.counts["recordings"], life.files.kept, tape.recorder.held) == (1, {}, [])


async def test_audio_made_for_them_alone_is_removed(life: Life) -> None:
    _, member = await life.campaign()
    theirs = [
        await life.spoken(f"I put it in the shed, {NAME}."),
        await life.spoken(f"Am I speaking with {NAME}?"),
    ]
    everybodys = await life.spoken("Is Tuesday fine?")
    await life.ends(await life.answers(member))
    done = await life.carry_on(await life.erased())
    assert (done.counts["audio"], set(life.files.kept)) == (2, {path(everybodys.key)})
    assert await life.rows("select fingerprint from audio") == [(everybodys.fingerprint,)]
    assert theirs[0] != theirs[1]


async def test_audio_said_in_their_calls_is_removed_whatever_it_says(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    said = await life.spoken("As you wish.")
    everybodys = await life.spoken("Is Tuesday fine?")
    async with life.db.transaction() as conn:
        await audio.set_fixed(conn, [everybodys.fingerprint])
        names = [said.fingerprint, everybodys.fingerprint]
        await audio.note_cause(conn, names, Cause.of(call.call_id, PHONE))
    await life.ends(call)
    await life.carry_on(await life.erased())
    assert life.files.kept.keys() == {path(everybodys.key)}


def test_the_models_sentences_and_those_with_own_words_are_personal() -> None:
    said = [
        ("Hello Ana", "script"),
        ("Goodbye", "script"),
        ("As you wish", "model"),
        ("At 2", None),
    ]
    assert personal(said, {"ANA", "2", ""}) == ["Hello Ana", "As you wish"]


async def test_a_ticket_stays_without_its_requester(life: Life) -> None:
    await life.texts("Where is it?")
    await life.carry_on(await life.erased())
    kept = await life.rows("select title, requester_name, requester_phone, contact_id from ticket")
    assert kept == [("Where is it?", "erased", None, None)]


async def test_who_signs_in_by_an_address_they_gave_is_exported_and_erased(life: Life) -> None:
    await life.texts("Where is it?")
    await life.rows("update ticket set requester_email = 'Ana@example.org' returning id")
    await life.rows(
        "insert into account (id, name, roles, groups, active, version, created_at) "
        "select id, 'ana@example.org', '{requester}', '{}', true, 1, opened_at from ticket "
        "returning id"
    )
    told = await service.export(life.db, life.transcripts, Whom(phone=PHONE))
    done = await life.carry_on(await life.erased())
    assert ([each.name for each in told.accounts], done.counts["accounts"]) == (
        ["ana@example.org"],
        1,
    )


async def test_an_erased_contact_is_nobodys_any_more(life: Life) -> None:
    await life.carry_on(await life.erased())
    async with life.db.transaction() as conn:
        listed = await people.contact_page(conn, after=None, limit=9)
        known = await people.contact_by_phone(conn, PHONE)
    assert (listed, known) == ([], None)
