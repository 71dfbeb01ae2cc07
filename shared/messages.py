"""The catalogue: every queue, what travels on it, who sends it and who receives it."""

import json
from datetime import datetime
from operator import not_
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import Field

from shared.value import Instant, Value, new_id


class Message(Value):
    """Work for another function. It may come twice, late, out of order: claim first, then act."""

    queue: ClassVar[str]
    patient: ClassVar[bool] = False
    """Whether it may wait a second, so that many leave together in one: each leaving costs."""

    message_id: UUID
    traceparent: str | None = Field(None, exclude=True)
    """The trace it belongs to, where somebody looks at traces. The outbox alone writes it."""

    @classmethod
    def new(cls, now: datetime, **content: Any) -> Self:
        """A message born now."""
        return cls(message_id=new_id(now), **content)

    @classmethod
    def read(cls, body: bytes | str) -> tuple[Self, ...]:
        """What a message of a queue holds: one, or several patient ones that left together."""
        return tuple(map(cls.model_validate, parts_of(json.loads(body))))


def parts_of(told: Any) -> list[Any]:
    """Each of the messages that left together, or the one that left alone."""
    return told if isinstance(told, list) else [told]


class TicketChanged(Message):
    """tickets -> knowledge: a ticket as it now reads, so that it can be found by meaning."""

    queue = "ticket-changed"
    patient = True
    ticket_id: UUID
    number: str
    title: str
    text: str
    language: str
    resolved: bool
    version: int
    facets: tuple[str, ...] = ()  # what it can be narrowed by, `state:new`


class TicketResolved(Message):
    """tickets -> links: a ticket has its solution, which may be its children's too."""

    queue = "ticket-resolved"
    ticket_id: UUID
    version: int


class ForgetFiles(Message):
    """attachments, exports -> attachments: the bytes of files that were taken away."""

    queue = "forget-files"
    paths: tuple[str, ...]


class RunBulk(Message):
    """bulk -> bulk: a job has rows to do, or to undo."""

    queue = "run-bulk"
    job_id: UUID


class AssignTicket(Message):
    """tickets -> assignments: a ticket that is nobody's was opened."""

    queue = "assign-ticket"
    patient = True
    ticket_id: UUID


class AssistTicket(Message):
    """tickets, assist -> assist: a ticket reads differently, or something is to be suggested."""

    queue = "assist-ticket"
    patient = True
    ticket_id: UUID


class Escalate(Message):
    """sla, tickets, escalations -> escalations: ring somebody about this ticket, once a cause.

    `cause` is `opened`, `response` or `resolution`, `round` counts the breaches of one clock. A
    ticket that becomes critical before anybody sees to it is `opened` in the round `RAISED`.
    """

    RAISED: ClassVar[int] = 2
    queue = "escalate"
    ticket_id: UUID
    cause: str
    round: int = 1


class SteerEscalation(Message):
    """tickets, conversation, escalations -> escalations: look again at this ticket's, now."""

    queue = "steer-escalation"
    ticket_id: UUID


class EmbedDocuments(Message):
    """knowledge -> knowledge: a nudge; the worker claims whatever is stale."""

    queue = "embed-documents"


class ImportContacts(Message):
    """imports -> imports: a file of contacts waits to be read."""

    queue = "import-contacts"
    import_id: UUID


class StartCampaign(Message):
    """campaigns -> campaigns: it shall be dialled, if nobody does. `run` counts its starts."""

    queue = "start-campaign"
    campaign_id: UUID
    run: int


class SteerCampaign(Message):
    """campaigns -> campaigns: its orchestration must look again, now."""

    queue = "steer-campaign"
    campaign_id: UUID
    run: int


class Dial(Message):
    """campaigns, calls -> calls: make these attempts, each if it is still allowed.

    Several travel together because a message costs more than a dial.
    """

    queue = "dial"
    attempt_ids: tuple[UUID, ...]


class EndCalls(Message):
    """calls -> calls: take back what the network has not begun to ring; with `live`, end all."""

    queue = "end-calls"
    allowance_id: UUID
    live: bool


class EndCall(Message):
    """calls -> calls: somebody of ours ends this one call, with a sentence where it is live."""

    queue = "end-call"
    call_id: UUID


class TakeOver(Message):
    """calls -> conversation: lead whoever is on a call to one of ours, who takes it over."""

    queue = "take-over"
    call_id: UUID
    takeover_id: UUID


class HangUp(Message):
    """calls -> calls: this call must not be: end it, whatever it is doing."""

    queue = "hang-up"
    sid: str


class CallEnded(Message):
    """calls -> conversation: the network says it is over. What came of it is ours to say."""

    queue = "call-ended"
    call_id: UUID


class MachineAnswered(Message):
    """calls -> conversation: not a person but a machine took the call."""

    queue = "machine-answered"
    call_id: UUID


class Transcribe(Message):
    """conversation -> conversation: lines of this call wait for its transcript in Cosmos DB.

    `entries` travel no more: they are what an older version of the sender put there.
    """

    queue = "transcribe"
    call_id: UUID
    entries: tuple[dict[str, Any], ...] = ()


class SumUp(Message):
    """conversation -> conversation: a call was concluded: say in words what came of it."""

    queue = "sum-up"
    call_id: UUID


class TendRecording(Message):
    """conversation, recordings, privacy -> recordings: its next step is due."""

    queue = "tend-recording"
    call_id: UUID


class HaveSpoken(Message):
    """campaigns -> conversation: what it says to everybody shall be audio beforehand."""

    queue = "have-spoken"
    campaign_id: UUID


class Synthesize(Message):
    """conversation, speech -> speech: texts that will be spoken, so that their audio is there.

    What came of it is told to the campaign, or noted with the order, where one is named. `voice`
    speaks them, or whoever usually speaks that language.
    """

    queue = "synthesize"
    language: str
    texts: tuple[str, ...]
    voice: str = Field("", exclude_if=not_)  # what has none is read by code that knows of none
    campaign_id: UUID | None = None
    order_id: UUID | None = None


class Synthesized(Message):
    """speech -> campaigns: how many of its sentences are audio by now, and what that needed.

    `left`: characters the voice may still speak this month, where something limits them.
    """

    queue = "synthesized"
    campaign_id: UUID
    language: str
    asked: int
    there: int
    characters: int
    left: int | None


class ProbeVoice(Message):
    """speech -> speech: whether a voice that failed speaks again. No caller waits for that."""

    queue = "probe-voice"
    speaker: str


class ForgetAudio(Message):
    """speech -> speech: files whose rows are gone already."""

    queue = "forget-audio"
    files: tuple[str, ...]


class RaiseAlert(Message):
    """campaigns, escalations, mail, promises, sla, speech, webhooks -> ops: somebody has to look.

    `what` is a word for programs.
    """

    queue = "raise-alert"
    at: Instant
    source: str
    subject_id: UUID
    what: str
    text: str


class RebuildIndex(Message):
    """ops -> knowledge: make the serving copy of the vectors anew from PostgreSQL."""

    queue = "rebuild-index"


class Erase(Message):
    """privacy -> privacy: what lies outside of PostgreSQL of a person who is being erased."""

    queue = "erase-person"
    erasure_id: UUID


class DeliverWebhooks(Message):
    """webhooks -> webhooks: something is due to be sent to this one."""

    queue = "deliver-webhooks"
    patient = True
    webhook_id: UUID


class MailComment(Message):
    """tickets, mail -> mail: this comment is for the requester; without one, that it was opened."""

    queue = "mail-comment"
    patient = True
    ticket_id: UUID
    position: int | None


class RunExport(Message):
    """exports -> exports: parts of a file wait to be written."""

    queue = "run-export"
    export_id: UUID


class RunBacktest(Message):
    """assist -> assist: the next closed tickets are to be tried."""

    queue = "run-backtest"
    backtest_id: UUID


CATALOGUE: tuple[type[Message], ...] = (
    TicketChanged,
    TicketResolved,
    ForgetFiles,
    RunBulk,
    AssignTicket,
    AssistTicket,
    Escalate,
    SteerEscalation,
    EmbedDocuments,
    ImportContacts,
    StartCampaign,
    SteerCampaign,
    Dial,
    EndCalls,
    EndCall,
    TakeOver,
    HangUp,
    CallEnded,
    MachineAnswered,
    Transcribe,
    HaveSpoken,
    SumUp,
    TendRecording,
    Synthesize,
    Synthesized,
    ProbeVoice,
    ForgetAudio,
    RaiseAlert,
    RebuildIndex,
    Erase,
    DeliverWebhooks,
    MailComment,
    RunExport,
    RunBacktest,
)
