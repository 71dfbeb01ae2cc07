"""What the recogniser makes of words while they are being said, told to the app as it comes.

Source: https://www.twilio.com/docs/voice/twiml/gather#partialresultcallback
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.line import Spoken
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.webhooks import Webhooks

EVERY_SECONDS = 1.0
UNSTABLE_WORDS = 2


class Partials:
    """Sends partial results. Nobody waits for the answers, and they change nothing."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    async def send(self, call: Call, hook: Hook, given: Spoken, seconds: float) -> None:
        """Tell of the words as they come, as long as they take."""
        told = given.partials or _by_the_second(given.text, given.seconds)
        pause = given.seconds / (len(told) + 1)
        gone = 0.0
        for number, words in enumerate(told):
            if gone + pause >= seconds:
                break
            await call.line.wait(pause)
            gone += pause
            self._network.spawn(self._tell(call, hook, _fields(number, words)))
        await call.line.wait(seconds - gone)

    async def _tell(self, call: Call, hook: Hook, fields: Fields) -> None:
        try:
            await self._webhooks.ask(call, hook, of_call(call) | fields, "webhook.partial")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)


def _by_the_second(text: str, seconds: float) -> tuple[str, ...]:
    words = text.split()
    times = min(len(words) - 1, int(seconds / EVERY_SECONDS))
    return tuple(
        " ".join(words[: len(words) * (number + 1) // (times + 1)]) for number in range(times)
    )


def _fields(number: int, heard: str) -> Fields:
    """The last words may still become others."""
    words = heard.split()
    stable = words[:-UNSTABLE_WORDS]
    return {
        "SequenceNumber": str(number),
        "StableSpeechResult": " ".join(stable),
        "UnstableSpeechResult": " ".join(words[len(stable) :]),
        "Stability": "0.8",
    }
