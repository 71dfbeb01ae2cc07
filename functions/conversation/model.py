"""What is heard and said in a call, and what each turn does."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from functions.conversation.visits import Visit
from shared.value import Instant, Spoken, Text, Value


class Action(StrEnum):
    """What a turn does besides speaking. Always a field of its own, never a phrase in the text."""

    CONTINUE = "continue"
    CONFIRM = "confirm"
    TRANSFER = "transfer"
    SCHEDULE = "schedule"
    CREATE_TICKET = "create_ticket"
    UPDATE_TICKET = "update_ticket"
    OPT_OUT = "opt_out"
    LEAVE_MESSAGE = "leave_message"
    END = "end"


class Outcome(StrEnum):
    """What came of a call, or of the attempt at one."""

    COMPLETED = "completed"
    CALLBACK_REQUESTED = "callback_requested"
    TICKET_OPENED = "ticket_opened"
    TRANSFER_REQUESTED = "transfer_requested"
    TRANSFERRED = "transferred"
    OPTED_OUT = "opted_out"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"
    NO_RESPONSE = "no_response"
    NOT_THERE = "not_there"
    HUNG_UP = "hung_up"
    VOICEMAIL = "voicemail"
    SCREENED = "screened"
    IVR = "ivr"
    FAX = "fax"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELED = "canceled"
    STOPPED = "stopped"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


type Result = Literal[
    Outcome.COMPLETED,
    Outcome.CALLBACK_REQUESTED,
    Outcome.TICKET_OPENED,
    Outcome.TRANSFER_REQUESTED,
    Outcome.OPTED_OUT,
    Outcome.WRONG_NUMBER,
    Outcome.DECLINED,
    Outcome.NO_RESPONSE,
    Outcome.NOT_THERE,
]
"""What a conversation can come to. The rest is for the telephone network to tell."""

IMPLIED: dict[Action, Outcome] = {
    Action.OPT_OUT: Outcome.OPTED_OUT,
    Action.CREATE_TICKET: Outcome.TICKET_OPENED,
    Action.UPDATE_TICKET: Outcome.TICKET_OPENED,
    Action.SCHEDULE: Outcome.CALLBACK_REQUESTED,
    Action.TRANSFER: Outcome.TRANSFER_REQUESTED,
}
"""What an action means where nothing more was said about it."""

UNANSWERED: dict[str, Outcome] = {
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "failed": Outcome.FAILED,
    "canceled": Outcome.CANCELED,
}
"""The network's words for calls in which nobody spoke."""


class Verdict(StrEnum):
    """What the network thinks of whoever is silent: perhaps a machine, or one that now records."""

    SUSPECTED = "suspected"
    RECORDING = "recording"


class Heard(Value):
    """What came from the other end since we last spoke. Nothing at all is silence.

    `machine` is the network's word, where silence is not a person's. `interrupted_after` is how
    many seconds of our words they let us say before they spoke over them; nothing where they did
    not, or where the transport cannot know.
    """

    speech: Text | None = None
    digits: Text | None = None
    confidence: float | None = None
    machine: Verdict | None = None
    interrupted_after: float | None = None
    hung_up: bool = False

    @property
    def is_silence(self) -> bool:
        """Whether nobody said or pressed anything."""
        return not (self.speech or self.digits)


class TicketWish(Value):
    """A ticket somebody asks for, in their own words."""

    subject: Text
    description: Text
    urgent: bool | None = None


class Source(Value):
    """Something we know that may help: an article, or how a similar ticket was solved."""

    id: UUID
    number: str
    title: str
    text: str


class Reply(Value):
    """What we say and do in a turn. The shape the model must answer in.

    `person`: whether the one who speaks is the one we called. `when` is a time to call again, as
    they named it. `sources` are the numbers of those that the words rest on; `solved` is whether
    those of the turn before helped.
    """

    say: Text
    action: Action
    language: Spoken
    outcome: Result | None
    ticket: TicketWish | None
    note: Text | None
    person: Literal["right", "wrong"] | None = None
    when: Text | None = None
    sources: tuple[Text, ...] | None = None
    solved: bool | None = None

    @property
    def is_last(self) -> bool:
        """Whether the call ends after these words."""
        return self.action in {
            Action.END,
            Action.OPT_OUT,
            Action.TRANSFER,
            Action.SCHEDULE,
        }


class Aside(StrEnum):
    """Why we say something that answers nothing: the source of such a turn."""

    TAKEOVER = "takeover"
    FAREWELL = "farewell"
    FALLBACK = "fallback"


ASIDES = frozenset(each.value for each in Aside)


class Turn(Value):
    """One exchange: what we heard, then what we said; or words of ours alone, an aside."""

    n: int
    heard: str | None
    digits: str | None
    said: str | None
    action: Action | None
    source: str | None
    answer: str | None
    claimed_at: Instant
    answered_at: Instant | None
    reply: Reply | None = Field(default=None, exclude=True)  # told by the fields above
    interrupted_after: float | None = None

    @property
    def is_aside(self) -> bool:
        """Whether one of ours stepped in, or our answer was lost: no part of the dialogue."""
        return self.source in ASIDES


class Documents(Value):
    """What the network was given for a turn: the answer, and what bridged the time until then."""

    filler: str | None
    answer: str | None


class Conversation(Value):
    """A call as a dialogue. Somebody who rings us is a visit."""

    call_id: UUID
    language: Spoken
    outcome: Outcome | None
    note: str | None
    ticket_id: UUID | None
    started_at: Instant
    ended_at: Instant | None
    confirmed: bool = False
    visit: Visit | None = None


class Topic(Value):
    """What a call is about: a campaign's words, or an open ear.

    `reason` is fit for anybody's ears. Where `voicemail` is empty no machine is left a message.
    Where it is `recorded`, the first words say so. Where it is `private`, purpose and questions are
    for the person alone whom we call, and nobody hears them until that is `confirmed`; `asks` is
    how the script asks for them by name.
    """

    organisation: str
    language: Spoken
    name: str | None
    purpose: str | None
    questions: tuple[str, ...]
    closing: str
    voicemail: str
    reason: str = ""
    recorded: bool = False
    retention: str = "standard"
    private: bool = False
    asks: str = ""
    confirmed: bool = False
    talk_seconds: int = 1200
    visit: Visit | None = None

    @property
    def is_inbound(self) -> bool:
        """Whether they rang us."""
        return self.purpose is None


class Kept(Value):
    """Whether calls to us are recorded, and the class that says how long what was said is kept."""

    recorded: bool = False
    retention: str = "standard"

    def told(self, topic: Topic) -> Topic:
        """The topic of a call to us with that; a campaign's has its own."""
        return topic.model_copy(update=self.model_dump()) if topic.is_inbound else topic


class Side(StrEnum):
    """Whose words of a turn."""

    HEARD = "heard"
    SAID = "said"


class NewCorrection(Value):
    """What was really said, where it was misheard or is wrong. The n-th turn's words stay."""

    n: int = Field(ge=0, le=10_000)
    side: Side
    text: Text = Field(min_length=1, max_length=4000)


class Correction(NewCorrection):
    """A correction, who made it and when."""

    id: UUID
    actor: str
    at: Instant


class Wait(Value):
    """How long a caller waited for our words, and who found them."""

    source: str
    is_first: bool
    seconds: float
