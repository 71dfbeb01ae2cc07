"""The messages of a socket, one by one, on a real database."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.conversation import relayed
from functions.conversation.model import Action
from functions.conversation.relayed import SILENCE, Message, Session, joined
from shared.value import Spoken
from tests.functions.conversation.conftest import Caller, reply

SID = f"CA{1:032}"
SETUP = {"type": "setup", "callSid": SID, "customParameters": {"language": "en"}}
END = {"type": "end", "handoffData": '{"turn": 1}'}


@dataclass
class Socket:
    """One end of it, and what was sent to the other."""

    call: Caller
    sent: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(self.call.db, self.call.desk, self.call.call_id, self._keep)

    async def _keep(self, message: Message) -> None:
        self.sent.append(message)

    async def hears(self, words: str, **more: Any) -> bool:
        return await self.session.heed({"type": "prompt", "voicePrompt": words, **more})

    def said(self) -> list[str]:
        return [each["token"] for each in self.sent if each["type"] == "text"]


@pytest.fixture
async def socket(inbound: Caller) -> Socket:
    """Somebody who rings us has heard our first words."""
    opened = Socket(inbound)
    assert await opened.session.begin(SETUP)
    return opened


async def test_the_first_words_are_the_same_as_by_webhook(socket: Socket) -> None:
    (greeting,) = socket.said()
    assert "I am an AI assistant" in greeting
    assert socket.sent == [{"type": "text", "token": greeting, "last": True}]


async def test_words_heard_are_answered_by_the_model(socket: Socket) -> None:
    socket.call.model.answers = [reply("Which line is it?")]
    assert await socket.hears("My line is dead.", last=True)
    assert socket.said()[1:] == ["Which line is it?"]


async def test_partial_words_wait_for_the_last_ones(socket: Socket) -> None:
    socket.call.model.answers = [reply("Which line is it?")]
    await socket.hears("My line", last=False)
    await socket.hears("My line is dead", last=False)
    await socket.hears("My line is dead.", last=True)
    assert await socket.call.one("select n, heard from turn where n > 0") == (1, "My line is dead.")


@pytest.mark.parametrize(
    ("before", "words", "together"),
    [
        ("", "My line", "My line"),
        ("My line", "My line is dead", "My line is dead"),
        ("My line", "is dead", "My line is dead"),
    ],
)
def test_words_come_anew_or_on_top(before: str, words: str, together: str) -> None:
    assert joined(before, words) == together


async def test_nine_is_an_opt_out_and_its_words_are_left_to_a_document(socket: Socket) -> None:
    assert not await socket.session.heed({"type": "dtmf", "digit": "9"})
    assert socket.sent[-1] == END
    document = await relayed.after(socket.call.db, socket.call.desk, socket.call.call_id)
    assert "will not be called again" in document
    assert "<Hangup />" in document


async def test_who_interrupts_has_heard_only_so_much(socket: Socket) -> None:
    socket.call.model.answers = [reply("Go on.")]
    heard = "Thank you for calling"
    await socket.session.heed(
        {"type": "interrupt", "utteranceUntilInterrupt": heard, "durationUntilInterruptMs": 900}
    )
    await socket.hears("My line is dead.", last=True)
    (seconds,) = await socket.call.one("select interrupted_after from turn where n = 1")
    assert seconds == pytest.approx((len(heard) + 1) / 15)


async def test_silence_is_a_turn_of_its_own(socket: Socket) -> None:
    assert await socket.session.heed(SILENCE)
    assert socket.said()[1].startswith("Sorry, I did not hear you.")


async def test_silence_lasts_from_the_end_of_our_words(socket: Socket) -> None:
    (greeting,) = socket.said()
    assert socket.session.patience == pytest.approx(5 + len(greeting) / 15)


async def test_who_begins_to_speak_is_given_the_time(socket: Socket) -> None:
    await socket.hears("My", last=False)
    assert socket.session.patience == 5


async def test_another_language_is_spoken_and_understood_from_then_on(socket: Socket) -> None:
    socket.call.model.answers = [reply("¿En qué puedo ayudarle?", language=Spoken.ES)]
    await socket.hears("Could we speak Spanish?", last=True)
    told, said = socket.sent[1:]
    assert told == {"type": "language", "ttsLanguage": "es-MX", "transcriptionLanguage": "es-MX"}
    assert said["type"] == "text"


async def test_a_socket_opened_anew_says_our_last_words_again(socket: Socket) -> None:
    socket.call.model.answers = [reply("Which line is it?")]
    await socket.hears("My line is dead.", last=True)
    again = Socket(socket.call)
    assert await again.session.begin(SETUP)
    assert again.said() == ["Which line is it?"]


async def test_where_a_socket_was_lost_the_talk_goes_on_by_webhook(socket: Socket) -> None:
    socket.call.model.answers = [reply("Which line is it?")]
    await socket.hears("My line is dead.", last=True)
    document = await relayed.after(socket.call.db, socket.call.desk, socket.call.call_id)
    assert "Which line is it?" in document
    assert "/turns/2?t=" in document


async def test_where_no_socket_could_be_opened_the_first_words_are_said(inbound: Caller) -> None:
    document = await relayed.after(inbound.db, inbound.desk, inbound.call_id)
    assert "I am an AI assistant" in document
    assert "/turns/1?t=" in document


async def test_a_socket_for_another_call_is_over_before_it_begins(inbound: Caller) -> None:
    opened = Socket(inbound)
    assert not await opened.session.begin({**SETUP, "callSid": f"CA{2:032}"})
    assert opened.sent == []


async def test_complaints_and_news_we_have_no_use_for_change_nothing(socket: Socket) -> None:
    assert await socket.session.heed({"type": "error", "description": "64107"})
    assert await socket.session.heed({"type": "configUpdated"})
    assert len(socket.said()) == 1


async def test_words_that_promise_a_ticket_do_not_end_the_session(socket: Socket) -> None:
    wish = {"subject": "Dead line", "description": "My line is dead."}
    socket.call.model.answers = [
        reply("It is noted. Anything else?", Action.CREATE_TICKET, ticket=wish)
    ]
    assert await socket.hears("My line is dead.", last=True)
    assert socket.sent[-1]["token"].startswith("It is noted.")
