"""`<Start><Recording>` and `<Stop><Recording>`, and what `<Dial record>` adds to its action.

Sources: https://www.twilio.com/docs/voice/twiml/recording, voice/twiml/dial
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.interpreter import Interpreter
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.recording import Record
from scripts.local.simulators.twilio.recordings.model import Recording
from scripts.local.simulators.twilio.recordings.recorder import Recorder
from scripts.local.simulators.twilio.recordings.told import address_of
from scripts.local.simulators.twilio.recordings.wanted import DUAL, from_twiml
from scripts.local.simulators.twilio.steps import Step
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks

SOURCE, NO_SUCH_NAME = "StartCallRecordingTwiML", 14300


def learn_to_record(
    interpreter: Interpreter, network: Network, webhooks: Webhooks, recorder: Recorder
) -> None:
    """Teach the interpreter the verbs that record."""
    background = BackgroundRecordings(network, recorder)
    interpreter.handles("Start", background.start, noun="Recording")
    interpreter.handles("Stop", background.stop, noun="Recording")
    interpreter.handles("Record", Record(network, webhooks, recorder).run)


class BackgroundRecordings:
    """Records beside the verbs that follow, until it is stopped by name or the call ends."""

    def __init__(self, network: Network, recorder: Recorder) -> None:
        self._network, self._recorder = network, recorder

    async def start(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Begin, and go on with the next verb. A relative callback address is not resolved here."""
        for noun in verb.children:
            if noun.name == "Recording":
                given = from_twiml(noun.attributes, SOURCE, base="", channels=DUAL, trim=True)
                self._recorder.start(call, given)
        return None

    async def stop(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """End the recordings of those names. A name nobody gave is an error of the document."""
        for noun in verb.children:
            named = noun.get("name", "")
            found = [each for each in self._recorder.current(call) if each.wanted.name == named]
            if not named or not found:
                said = f"Stop: there is no recording named {named!r}"
                self._network.notify(call, NO_SUCH_NAME, Hook(url=page.url), said)
            for recording in found:
                self._recorder.stop(recording)
        return None


def of_dial_action(recording: Recording) -> Fields:
    """What the action of a recorded `<Dial>` is told, once the recording has stopped."""
    return {
        "RecordingSid": recording.sid,
        "RecordingUrl": address_of(recording),
        "RecordingDuration": recording.duration,
    }
