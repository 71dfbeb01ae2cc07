"""What somebody asks of a recording, in a request or in TwiML, with Twilio's own defaults.

Sources: https://www.twilio.com/docs/voice/api/recording, voice/twiml/recording, voice/twiml/dial
"""

from collections.abc import Mapping
from urllib.parse import urljoin

from scripts.local.simulators.twilio.form import Form
from scripts.local.simulators.twilio.order import Hook, Recorded
from shared.value import Value

EVENTS = frozenset({"in-progress", "completed", "absent"})
USUAL_EVENTS = frozenset({"completed"})
CHANNELS = {"mono": 1, "dual": 2}
TRIMS = {"trim-silence": True, "do-not-trim": False}
MONO, DUAL = 1, 2


class Wanted(Value):
    """A recording that was asked for. `trim` cuts the silence at both ends off.

    `events` may hold words Twilio does not know, for which it warns.
    """

    source: str
    channels: int = MONO
    track: str = "both"
    trim: bool = False
    hook: Hook | None = None
    events: frozenset[str] = USUAL_EVENTS
    name: str = ""


def ordered(asked: Recorded) -> Wanted:
    """What a create-call request asks for."""
    return Wanted(
        source="OutboundAPI",
        channels=_width(asked.channels, asked.track),
        track=asked.track,
        trim=TRIMS[asked.trim],
        hook=asked.hook,
        events=asked.events,
    )


def from_form(form: Form) -> Wanted:
    """What a request to record a live call asks for. Raises `Refusal`."""
    track = form.one_of("RecordingTrack", "both", "inbound", "outbound")
    events = " ".join(form.all("RecordingStatusCallbackEvent")).split()
    return Wanted(
        source="StartCallRecordingAPI",
        channels=_width(form.one_of("RecordingChannels", "mono", "dual"), track),
        track=track,
        trim=TRIMS[form.one_of("Trim", "do-not-trim", "trim-silence")],
        hook=form.hook("RecordingStatusCallback", "RecordingStatusCallbackMethod"),
        events=frozenset(events) or USUAL_EVENTS,
    )


def from_twiml(
    attributes: Mapping[str, str], source: str, *, base: str, channels: int, trim: bool
) -> Wanted:
    """What the attributes of a verb ask for; what they spell wrong counts as left out.

    `base` is what a relative address is relative to. The track is always both: that of
    `<Recording>` has been seen to change nothing.
    """
    told = attributes.get("recordingStatusCallback", "")
    method = attributes.get("recordingStatusCallbackMethod", "POST").upper()
    events = attributes.get("recordingStatusCallbackEvent", "").split()
    width = attributes.get("channels", attributes.get("recordingChannels", ""))
    return Wanted(
        source=source,
        channels=CHANNELS.get(width, channels),
        trim=TRIMS.get(attributes.get("trim", ""), trim),
        hook=Hook(url=urljoin(base, told), method=method) if told else None,
        events=frozenset(events) or USUAL_EVENTS,
        name=attributes.get("name", ""),
    )


def of_dial(attributes: Mapping[str, str], *, base: str) -> Wanted | None:
    """What the `record` of a `<Dial>` asks for, if it asks for anything.

    The recording is of the call that dials; `begins_ringing` says from when on.
    """
    asked = attributes.get("record", "do-not-record")
    asked = "record-from-answer" if asked == "true" else asked
    if not asked.startswith(("record-from-answer", "record-from-ringing")):
        return None
    channels = DUAL if asked.endswith("-dual") else MONO
    found = from_twiml(attributes, "DialVerb", base=base, channels=channels, trim=False)
    return found.model_copy(update={"channels": channels})


def begins_ringing(attributes: Mapping[str, str]) -> bool:
    """Whether a `<Dial>` is recorded before anybody answers it."""
    return attributes.get("record", "").startswith("record-from-ringing")


def _width(channels: str, track: str) -> int:
    """One track alone is always mono (voice/tutorials/how-record-single-side-call)."""
    return CHANNELS[channels] if track == "both" else MONO
