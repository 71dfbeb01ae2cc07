"""Who wrote or signed in, and never gave a number, is known by their address."""

import pytest

from functions.audit import service as audit
from functions.audit.model import Wanted
from functions.mail import service as mail
from functions.mail.model import Desk, Inbound
from functions.privacy.model import ErasureState
from functions.tickets import service as tickets
from functions.tickets import talk
from functions.tickets.model import Draft
from shared.db.pool import Database
from shared.errors import Conflict
from tests.fakes import TurnedClock
from tests.functions.privacy.conftest import NAME, PHONE, Life

EVA, NAMED = "eva.ruiz@example.org", "Eva Ruiz"
US = Desk(address="desk@centralita.example", organisation="Centralita", key="k" * 32)


@pytest.fixture
def life(db: Database, clock: TurnedClock) -> Life:
    """Nobody is known by a number yet."""
    return Life(db, clock)


async def writes(life: Life, subject: str, **more: str) -> None:
    """A mail of hers comes in."""
    told = {"from": f"{NAMED} <{EVA}>", "to": US.address, "subject": subject, "text": "It jams."}
    letter = {**told, "message_id": f"<{subject}@example.org>", **more}
    await mail.receive(life.db, life.clock, Inbound.model_validate(letter), US)


async def opened(life: Life, **told: str) -> None:
    draft = Draft.model_validate({"title": "Asked", "requester_name": NAMED, **told})
    async with life.db.transaction() as conn:
        await tickets.open_on(conn, life.clock.now(), draft, told.get("requester_name", "Ana"))


async def says_more(life: Life) -> None:
    ((ticket,),) = await life.rows("select id from ticket")
    await talk.answer(life.db, life.clock, ticket, "Still waiting.", NAMED)
    await talk.comment(life.db, life.clock, ticket, "On our way.", "Ana")


async def test_who_wrote_is_exported_by_address_in_whatever_case(life: Life) -> None:
    await writes(life, "printer")
    await says_more(life)
    told = await life.export(email=" Eva.Ruiz@Example.org ")
    assert (told.email, told.phone, told.people, told.calls) == (EVA, None, None, ())
    assert [each.title for each in told.tickets] == ["printer"]
    assert [each.text for each in told.comments] == ["Still waiting.", "On our way."]
    assert {each.kind for each in told.mails} == {"request", "receipt"}


async def test_who_signs_in_by_their_address_is_known_by_it(life: Life) -> None:
    await opened(life, requester_id="a1", requester_name="Eva.Ruiz@example.org")
    await opened(life, requester_name=EVA)  # an agent wrote that: nobody has signed in by it
    told = await life.export(email=EVA)
    assert [each.requester_id for each in told.tickets] == ["a1"]


async def test_no_table_holds_a_word_of_who_wrote_and_was_erased(life: Life) -> None:
    await writes(life, "printer")
    await says_more(life)
    await opened(life, requester_id=EVA, requester_name=EVA)
    await life.rows("delete from outbox returning id")
    done = await life.carry_on(await life.erased(email=EVA))
    assert (await life.traces(EVA, NAMED), done.state) == (set(), ErasureState.DONE)
    assert {"tickets": 2, "mails": 2, "rows": 0}.items() <= done.counts.items()
    actors = await life.rows("select distinct actor from ticket_entry order by actor")
    assert actors == [("Ana",), ("erased",)]


async def test_her_address_goes_where_she_wrote_about_another_ticket(life: Life) -> None:
    await opened(life, requester_email="luis@example.org")
    ((ticket,),) = await life.rows("select id from ticket")
    await writes(life, "printer")
    await life.rows(f"update mail set ticket_id = '{ticket}' returning id")
    await life.erased(email=EVA)
    assert await life.rows("select address from mail where address is not null") == []
    assert await life.rows("select requester_email from ticket order by serial limit 1") == [
        ("luis@example.org",)
    ]


async def test_a_number_and_an_address_are_one_person_where_a_ticket_says_so(life: Life) -> None:
    await life.imported()
    await writes(life, "printer")
    await opened(life, requester_phone=PHONE, requester_email=EVA.title())
    told = await life.export(phone=PHONE, email=EVA)
    assert [each.title for each in told.tickets] == ["printer", "Asked"]
    assert told.people
    assert told.people.contact
    done = await life.carry_on(await life.erased(phone=PHONE, email=EVA))
    assert (done.counts["tickets"], done.counts["contacts"]) == (2, 1)
    assert await life.traces(EVA, NAMED, NAME, PHONE) == set()


@pytest.mark.parametrize("known", [{"phone": PHONE}, {"email": EVA}])
async def test_by_one_of_both_the_other_is_not_guessed(life: Life, known: dict[str, str]) -> None:
    await writes(life, "printer")
    await life.texts("Where is it?")
    assert len((await life.export(**known)).tickets) == 1


async def test_nobody_is_taken_for_one_person_whom_no_ticket_tells_of(life: Life) -> None:
    await writes(life, "printer")
    await opened(life, requester_phone=PHONE)
    with pytest.raises(Conflict, match="No ticket says"):
        await life.export(phone=PHONE, email=EVA)
    with pytest.raises(Conflict, match="No ticket says"):
        await life.erased(phone=PHONE, email=EVA)


async def test_an_erasure_by_address_is_found_again_and_hashed_in_the_end(life: Life) -> None:
    await writes(life, "printer")
    first = await life.erased(email=EVA)
    assert (await life.erased(email=EVA)).id == first.id
    await life.carry_on(first)
    ((phone, email),) = await life.rows("select phone, email from erasure")
    assert (phone, email.startswith("sha256:")) == (None, True)


async def test_part_of_a_person_under_way_is_said(life: Life) -> None:
    await opened(life, requester_phone=PHONE, requester_email=EVA)
    await opened(life, requester_email=EVA)
    await life.rows(
        "insert into erasure (id, email, reason, requested_by, requested_at, state, "
        f"due_at) select id, '{EVA}', 'x', 'Root', opened_at, 'waiting', opened_at from ticket "
        "limit 1 returning id"
    )
    with pytest.raises(Conflict, match="Part of"):
        await life.erased(phone=PHONE, email=EVA)


async def test_who_asked_for_what_is_in_the_audit_without_a_name(life: Life) -> None:
    await writes(life, "printer")
    await life.export(email=EVA)
    erasure = await life.erased(email=EVA)
    told = await audit.entries(life.db, Wanted())
    assert [each.action for each in told[:2]] == ["person.erased", "person.exported"]
    assert told[0].subject == str(erasure.id)
    assert told[1].subject.startswith("sha256:")
