"""All that is held of a person, told to them."""

from tests.functions.privacy.conftest import AWAY, NAME, PARCEL, Life


async def test_an_export_holds_all_there_is(life: Life) -> None:
    _, member = await life.campaign()
    call = await life.answers(member)
    await life.promised(call)
    await life.ends(call)
    await life.texts("Where is it?")
    told = await life.export()
    held = told.people
    assert held
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
    told = await life.export()
    assert [each.transcript for each in told.talks] == [None]


async def test_nothing_is_held_of_a_stranger(life: Life) -> None:
    told = await life.export(phone="+13125550101")
    assert (told.people and told.people.contact, told.calls, told.tickets) == (None, (), ())


async def test_an_export_tells_what_was_said_on_tickets(life: Life) -> None:
    await life.texts("Where is it?")
    await life.answered("It is in the shed.")
    told = await life.export()
    assert [each.text for each in told.comments] == ["It is in the shed."]


async def test_who_signs_in_by_an_address_they_gave_is_exported_and_erased(life: Life) -> None:
    await life.texts("Where is it?")
    await life.rows("update ticket set requester_email = 'Ana@example.org' returning id")
    await life.rows(
        "insert into account (id, name, roles, groups, active, version, created_at) "
        "select id, 'ana@example.org', '{requester}', '{}', true, 1, opened_at from ticket "
        "returning id"
    )
    told = await life.export()
    done = await life.carry_on(await life.erased())
    assert ([each.name for each in told.accounts], done.counts["accounts"]) == (
        ["ana@example.org"],
        1,
    )
