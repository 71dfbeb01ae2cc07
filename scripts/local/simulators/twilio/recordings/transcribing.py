"""Writes down what was recorded by `<Record transcribe>`, and tells the app.

Source: https://www.twilio.com/docs/voice/twiml/record#attributes-transcribe
"""

from urllib.parse import urljoin

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import of_call
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.recordings.model import Recording, Transcription
from scripts.local.simulators.twilio.recordings.recorder import PROCESSING_SECONDS
from scripts.local.simulators.twilio.recordings.told import address_of
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks

WRITING_SECONDS = 5
OUT_OF_RANGE, SHORTEST, LONGEST = 13617, 2, 120


class Transcriber:
    """One for the whole network. It understands every word."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    def take(self, recording: Recording, verb: Verb, page: Page, words: str) -> None:
        """Write the recording down, if the verb asks for it."""
        told = verb.get("transcribeCallback", "")
        if told or verb.get("transcribe", "false") == "true":
            hook = Hook(url=urljoin(page.url, told)) if told else None
            self._network.spawn(self._write(recording, hook, words))

    async def _write(self, recording: Recording, hook: Hook | None, words: str) -> None:
        call = recording.call
        await call.line.wait(PROCESSING_SECONDS + WRITING_SECONDS)
        if recording.status != "completed":
            return
        possible = SHORTEST < recording.seconds < LONGEST
        if not possible:
            self._network.notify(call, OUT_OF_RANGE, hook or Hook(url=""))
        made = Transcription(
            sid=self._network.sid("TR", call),
            text=words if possible else "",
            status="completed" if possible else "failed",
            made=self._network.clock.now(),
        )
        recording.transcriptions.append(made)
        if hook:
            await self._tell(recording, made, hook)

    async def _tell(self, recording: Recording, made: Transcription, hook: Hook) -> None:
        address = address_of(recording)
        fields = of_call(recording.call) | {
            "TranscriptionSid": made.sid,
            "TranscriptionText": made.text,
            "TranscriptionStatus": made.status,
            "TranscriptionType": "fast",
            "TranscriptionUrl": f"{address}/Transcriptions/{made.sid}",
            "RecordingSid": recording.sid,
            "RecordingUrl": address,
        }
        try:
            await self._webhooks.ask(recording.call, hook, fields, "webhook.recording")
        except Failed as failure:
            self._network.notify(recording.call, failure.code, hook, failure.detail)
