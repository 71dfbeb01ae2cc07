"""What callers are told from what we know, whether it helped, and the ticket where it did not."""

import pytest

from functions.conversation.model import Action, TicketWish
from tests.functions.conversation.conftest import MANUAL, Caller, entries, reply, system


async def test_what_we_know_is_told_cited_and_whether_it_helped_is_kept(inbound: Caller) -> None:
    inbound.known = (MANUAL,)
    inbound.model.answers = [reply("Hold the button for ten seconds. (source KB0000007)")]
    await inbound.picks_up()
    told = await inbound.hears(1, "my modem does not work")
    assert told == "Hold the button for ten seconds. Does that solve it?"
    assert "Hold the button" in system(inbound)
    assert (await entries(inbound))[-1]["cites"] == ["KB0000007"]
    assert (
        await inbound.hears(2, "yes, thanks") == "I am glad to hear that. Is there anything else?"
    )
    kept = await inbound.one("select number, n, accepted from deflection")
    assert kept == ("KB0000007", 1, True)


@pytest.mark.parametrize(
    ("told", "asked", "accepted"),
    [
        ("Hold the button. Anything else?", "Hold the button. Does that solve it?", True),
        ("Hold the button. Does it work now?", "Hold the button. Does it work now?", True),
        ("Is its light green?", "Is its light green?", None),
    ],
)
async def test_a_yes_is_of_help_only_where_that_was_asked(
    inbound: Caller, told: str, asked: str, accepted: bool | None
) -> None:
    inbound.known = (MANUAL,)
    inbound.model.answers = [reply(told, sources=("KB0000007",)), reply("Then hold the button.")]
    await inbound.picks_up()
    assert await inbound.hears(1, "my modem does not work") == asked
    await inbound.hears(2, "yes")
    assert await inbound.one("select accepted from deflection where n = 1") == (accepted,)


async def test_what_did_not_help_is_kept_too_and_ends_in_a_ticket(inbound: Caller) -> None:
    wish = TicketWish(subject="Modem", description="It does not work.")
    inbound.known = (MANUAL,)
    inbound.model.answers = [
        reply("Hold the button.", sources=("KB0000007",)),
        reply("I have noted it.", Action.CREATE_TICKET, ticket=wish, solved=False),
    ]
    await inbound.picks_up()
    await inbound.hears(1, "my modem does not work")
    await inbound.hears(2, "I did that already")
    assert await inbound.one("select accepted from deflection") == (False,)
    assert await inbound.one("select title from ticket") == ("Modem",)


async def test_what_is_told_later_is_added_to_the_ticket_of_the_call(inbound: Caller) -> None:
    first = TicketWish(subject="Modem", description="It does not work.")
    second = TicketWish(subject="Modem", description="Since Monday.")
    inbound.model.answers = [
        reply("Noted. Anything else?", Action.CREATE_TICKET, ticket=first),
        reply("I have added that.", Action.UPDATE_TICKET, ticket=second),
    ]
    await inbound.picks_up()
    await inbound.hears(1, "my modem does not work")
    await inbound.hears(2, "since Monday")
    assert await inbound.one("select count(*) from ticket") == (1,)
    assert await inbound.one("select text from ticket_entry where kind = 'work_note'") == (
        "Since Monday.",
    )
