from functions.calls import service as calls
from functions.conversation import machines, voicemail
from functions.conversation.model import Action, Heard, Verdict
from shared.errors import Rejected
from tests.fake_vendors import FakeTelephony
from tests.functions.conversation.answering import (
    BEEP,
    FAX,
    SILENCE,
    SPANISH,
    ends,
    led,
    listens,
    taken_by,
    words,
)
from tests.functions.conversation.conftest import Caller, reply

GREETING = "Hi, leave a message after the tone."
MESSAGE = "Please call us back."
PROBE = "Hello, this is Acme Parcels's AI assistant. Is somebody there?"


def test_a_campaign_that_leaves_no_messages_hangs_up_on_machines() -> None:
    quiet = SPANISH.model_copy(update={"voicemail": ""})
    found = machines.answer_to(quiet, Heard(machine=Verdict.RECORDING), [])
    assert found
    assert (found.say, found.action) == ("", Action.END)
    assert found.note == "No se dejó mensaje: la campaña no los deja."


async def test_a_beep_is_answered_with_the_message_and_silence_ends_the_call(
    called: Caller,
) -> None:
    await called.picks_up()
    assert len((await taken_by(called, BEEP)).redirected) == 1
    assert words(await led(called, 1)) == MESSAGE
    assert (await called.says(2)).find("Hangup") is not None
    assert await ends(called) == ("voicemail", "A message was left.")


async def test_a_message_asked_for_twice_is_the_same_message(called: Caller) -> None:
    await called.picks_up()
    await taken_by(called, BEEP)
    assert [words(await led(called, 1)) for _ in range(2)] == [MESSAGE, MESSAGE]


async def test_a_person_is_left_one_message_and_the_next_machine_hears_nothing(
    called: Caller,
) -> None:
    await called.one("update campaign_member set message_left = true returning true")
    await called.picks_up()
    await taken_by(called, BEEP)
    document = await led(called, 1)
    assert (words(document), listens(document)) == ("", False)
    assert (await ends(called))[1] == "No message was left: there was one before."


async def test_a_machine_that_hangs_up_in_the_middle_was_left_no_whole_message(
    called: Caller,
) -> None:
    await called.picks_up()
    await taken_by(called, BEEP)
    await led(called, 1)
    assert await ends(called) == (
        "voicemail",
        "The machine hung up before the message was over.",
    )


async def test_a_machine_that_hangs_up_at_once_was_left_nothing(called: Caller) -> None:
    await called.picks_up()
    await taken_by(called, "machine_end_other")
    assert await ends(called) == (
        "voicemail",
        "No message was left: the machine hung up first.",
    )


async def test_a_doubtful_machine_is_asked_whether_somebody_is_there_before_it_is_left_a_message(
    called: Caller,
) -> None:
    await called.picks_up()
    await taken_by(called, SILENCE)
    assert words(await led(called, 1)) == PROBE
    assert words(await called.says(2)) == MESSAGE


async def test_who_answers_that_is_a_person_and_hears_the_first_words_again(
    called: Caller,
) -> None:
    first = await called.picks_up()
    await taken_by(called, SILENCE)
    await led(called, 1)
    assert words(await called.says(2, "yes, I am here")) == words(first)


async def test_who_asks_us_to_wait_is_a_person_and_left_no_message(called: Caller) -> None:
    first = await called.picks_up()
    await taken_by(called, SILENCE)
    await led(called, 1)
    assert words(await called.says(2, "yes, hold on a second")) == words(first)


async def test_who_speaks_into_the_message_is_a_person_and_hears_the_first_words_again(
    called: Caller,
) -> None:
    first = await called.picks_up()
    await taken_by(called, BEEP)
    await led(called, 1)
    assert words(await called.says(2, "hello, who is this?")) == words(first)
    assert (await ends(called))[0] == "hung_up"


async def test_a_dialogue_under_way_is_not_cut_off_by_a_doubtful_machine(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("Is Tuesday fine?")]
    await called.says(1, "hello, this is Robin speaking")
    assert (await taken_by(called, SILENCE)).redirected == []


async def test_after_a_beep_it_takes_two_turns_to_be_a_person(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("Is Tuesday fine?"), reply("And Wednesday?")]
    await called.says(1, "hey, it's Robin, you know what to do")
    assert len((await taken_by(called, BEEP)).redirected) == 1
    await called.says(2, "no, it is not")
    assert (await taken_by(called, BEEP)).redirected == []


async def test_the_dialogue_goes_on_where_it_was_taken_away_from_in_the_very_turn(
    called: Caller,
) -> None:
    await called.picks_up()
    called.model.answers = [reply("Is Tuesday fine?")]
    answer = await called.says(1, "yes, speaking")
    assert words(await led(called, 1)) == words(answer)


async def test_silence_of_what_the_network_calls_a_machine_is_left_the_message(
    called: Caller,
) -> None:
    await called.picks_up()
    await calls.heed_machine(called.db, called.clock, called.call_id, SILENCE)
    assert words(await called.says(1)) == MESSAGE


async def test_who_was_taken_for_a_machine_and_thinks_for_a_while_is_asked_again(
    called: Caller,
) -> None:
    await called.picks_up()
    called.model.answers = [reply("Is Tuesday fine?")]
    await called.says(1, "hello, this is Robin speaking")
    await taken_by(called, SILENCE)
    assert words(await called.says(2)).startswith("Sorry, I did not hear you")


async def test_what_a_machine_says_after_the_message_ends_the_call(called: Caller) -> None:
    await called.picks_up()
    await taken_by(called, BEEP)
    await led(called, 1)
    assert not listens(await called.says(2, "To send your message, press one."))
    assert await ends(called) == ("voicemail", "A message was left.")


async def test_an_unknown_answerer_is_a_person(called: Caller) -> None:
    await called.picks_up()
    await calls.heed_machine(called.db, called.clock, called.call_id, "unknown")
    assert await called.one("select count(*) from outbox where queue = 'machine-answered'") == (0,)
    assert words(await called.says(1)).startswith("Sorry, I did not hear you")


async def test_a_greeting_known_by_its_words_is_heard_out_in_silence_and_left_the_message(
    called: Caller,
) -> None:
    await called.picks_up()
    held = await called.says(1, GREETING)
    assert (words(held), listens(held)) == ("", True)
    assert words(await called.says(2)) == MESSAGE
    await called.says(3)
    assert await ends(called) == ("voicemail", "A message was left.")


async def test_a_machine_the_model_knows_is_heard_out_too(called: Caller) -> None:
    await called.picks_up()
    called.model.answers = [reply("I will leave a message.", Action.LEAVE_MESSAGE)]
    assert words(await called.says(1, "Robin is in the garden, talk to the box")) == ""
    assert words(await called.says(2)) == MESSAGE


async def test_a_full_mailbox_is_hung_up_on(called: Caller) -> None:
    await called.picks_up()
    document = await called.says(1, "The mailbox is full.")
    assert (words(document), listens(document)) == ("", False)
    assert await ends(called) == ("voicemail", "The mailbox takes no messages.")
    assert await called.one("select message_left from campaign_member") == (False,)


async def test_a_fax_is_hung_up_on_at_once(called: Caller) -> None:
    await called.picks_up()
    assert (await taken_by(called, FAX)).ended == [f"CA{1:032}"]
    assert (await ends(called))[0] == "fax"


async def test_a_menu_is_told_nothing(called: Caller) -> None:
    await called.picks_up()
    document = await called.says(1, "For sales, press one. For service, press two.")
    assert (words(document), listens(document)) == ("", False)
    assert (await ends(called))[0] == "ivr"


async def test_first_words_that_were_talked_over_are_said_again_once(called: Caller) -> None:
    first = await called.picks_up()
    await called.clock.advance(-18)
    assert words(await called.says(1, "Hello?")) == words(first)
    called.model.answers = [reply("Is Tuesday fine?")]
    assert words(await called.says(2, "Hello?")) == "Is Tuesday fine?"


async def test_a_call_to_us_knows_no_machines(inbound: Caller) -> None:
    await inbound.picks_up()
    inbound.model.answers = [reply("Which mailbox?")]
    assert words(await inbound.says(1, "my mailbox is full, the mailbox is full")) == (
        "Which mailbox?"
    )


async def test_a_call_that_has_ended_is_not_taken_anywhere(called: Caller) -> None:
    await called.picks_up()
    await ends(called)
    assert (await taken_by(called, BEEP)).redirected == []


class Gone(FakeTelephony):
    async def redirect(self, sid: str, url: str) -> None:
        raise Rejected("Call is not in-progress", vendor="twilio", code="21220")


async def test_a_call_that_ends_in_this_very_moment_is_no_error(called: Caller) -> None:
    await called.picks_up()
    await calls.heed_machine(called.db, called.clock, called.call_id, BEEP)
    await voicemail.heed(called.db, Gone(), called.line, called.call_id)
    assert (await ends(called))[0] == "voicemail"
