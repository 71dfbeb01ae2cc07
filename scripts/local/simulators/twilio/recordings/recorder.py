"""Starts, pauses and stops recordings, and tells the app about them.

Sources: https://www.twilio.com/docs/voice/api/recording,
https://www.twilio.com/docs/voice/api/recording#recordingstatuscallback
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.recordings.model import Pause, Recording
from scripts.local.simulators.twilio.recordings.scene import trimmed
from scripts.local.simulators.twilio.recordings.told import fields_of
from scripts.local.simulators.twilio.recordings.wanted import EVENTS, Wanted
from scripts.local.simulators.twilio.webhooks import Webhooks

PROCESSING_SECONDS = 2
SHORTEST_SECONDS = 0.5  # what rounds to a second; Twilio does not say how short is too short
TOO_SHORT, UNKNOWN_EVENT, INVALID_ADDRESS = 16101, 13621, 13256


class Recorder:
    """One for the whole network.

    What was heard is read from the timeline afterwards: recording costs a call nothing.
    """

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    def start(self, call: Call, wanted: Wanted) -> Recording:
        """Record from now on, until `stop` or the end of the call."""
        now = self._network.clock.now()
        sid = self._network.sid("RE", call)
        recording = Recording(sid, call, wanted, now, now)
        self._network.recordings.add(recording)
        self._warn(call, wanted)
        self._became(recording, "in-progress")
        self._tell(recording)
        return recording

    def pause(self, recording: Recording, *, skipped: bool) -> None:
        """Record nothing for a while; twice is once."""
        if recording.status == "in-progress":
            recording.pauses.append(Pause(self._network.clock.now(), skipped))
            self._became(recording, "paused")

    def resume(self, recording: Recording) -> None:
        """Go on after a pause."""
        if recording.status == "paused":
            recording.pauses[-1].ended = self._network.clock.now()
            self._became(recording, "in-progress")

    def stop(self, recording: Recording) -> None:
        """Record no more. The file is there a little later."""
        if recording.is_running:
            recording.ended = self._network.clock.now()
            recording.kept = trimmed(self._network, recording)
            self._became(recording, "processing")
            self._network.spawn(self._process(recording))

    def finish(self, call: Call) -> None:
        """The call is over."""
        for recording in self.current(call):
            self.stop(recording)

    def current(self, call: Call, source: str = "") -> list[Recording]:
        """What records the call now, all of it or what began in one way."""
        running = [each for each in self._network.recordings.of(call) if each.is_running]
        return [each for each in running if source in ("", each.wanted.source)]

    async def _process(self, recording: Recording) -> None:
        await recording.call.line.wait(PROCESSING_SECONDS)
        if recording.seconds < SHORTEST_SECONDS:
            recording.error = TOO_SHORT
            hook = recording.wanted.hook or Hook(url="")
            self._network.notify(recording.call, TOO_SHORT, hook)
        self._became(recording, "absent" if recording.error else "completed")
        self._tell(recording)

    def _became(self, recording: Recording, status: str) -> None:
        recording.status, recording.updated = status, self._network.clock.now()
        self._network.timeline.record(
            "recording",
            recording.call.sid,
            recording=recording.sid,
            status=status,
            source=recording.wanted.source,
        )

    def _warn(self, call: Call, wanted: Wanted) -> None:
        hook = wanted.hook or Hook(url="")
        if unknown := wanted.events - EVENTS:
            said = f"Invalid 'recordingStatusCallbackEvent': {' '.join(sorted(unknown))}"
            self._network.notify(call, UNKNOWN_EVENT, hook, said)
        if wanted.hook and not _is_absolute(hook.url):
            said = f"Invalid recordingStatusCallback URL: {hook.url}"
            self._network.notify(call, INVALID_ADDRESS, hook, said)

    def _tell(self, recording: Recording) -> None:
        wanted = recording.wanted
        if wanted.hook and recording.status in wanted.events and _is_absolute(wanted.hook.url):
            fields = fields_of(recording)
            self._network.spawn(self._send(recording.call, wanted.hook, fields))

    async def _send(self, call: Call, hook: Hook, fields: Fields) -> None:
        try:
            await self._webhooks.ask(call, hook, fields, "webhook.recording")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)


def _is_absolute(url: str) -> bool:
    return url.startswith(("http://", "https://"))
