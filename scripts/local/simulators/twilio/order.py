"""What somebody asked the network for: addresses, documents, and a call with all its options."""

from shared.value import Value

LONGEST_TALK = 4 * 3600


class Hook(Value):
    """An address that is asked by a method."""

    url: str
    method: str = "POST"


class Document(Value):
    """Where the TwiML comes from: an address to ask, or the text itself."""

    hook: Hook | None = None
    twiml: str = ""


class Detection(Value):
    """Answering machine detection: `hook` is told the result while the call goes on (async).

    All in seconds: so much `silence` at the beginning is `unknown`, so much `speech` a machine,
    and speech is over after a pause of `speech_end`.
    """

    mode: str
    hook: Hook | None = None
    timeout: float = 30
    speech: float = 2.4
    speech_end: float = 1.2
    silence: float = 5


class Recorded(Value):
    """How a call is recorded from the moment it is answered, and who is told about it."""

    channels: str = "mono"
    track: str = "both"
    trim: str = "trim-silence"
    hook: Hook | None = None
    events: frozenset[str] = frozenset({"completed"})


class Order(Value):
    """A call that was asked for. Times are seconds; `caller` is what the callee sees."""

    to: str
    caller: str
    document: Document
    fallback: Hook | None = None
    status: Hook | None = None
    events: frozenset[str] = frozenset({"completed"})
    ring_seconds: int = 60
    talk_seconds: int = LONGEST_TALK
    detection: Detection | None = None
    recorded: Recorded | None = None
    send_digits: str = ""
    reason: str = ""

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """Every address that is asked about the call."""
        return tuple(hook for hook in (self.document.hook, self.status) if hook)
