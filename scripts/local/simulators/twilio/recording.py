"""`<Record>`: a beep, and what the person leaves after it.

Source: https://www.twilio.com/docs/voice/twiml/record
"""

from urllib.parse import urljoin

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.manners import spoken_seconds
from scripts.local.simulators.twilio.twiml import Page, Verb

BEEP_SECONDS = 1


class Record:
    """Runs Records. The audio itself is not kept yet."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def run(self, call: Call, verb: Verb, page: Page) -> tuple[Hook, Fields] | None:
        """Where to go with the recording; nothing where the person was silent."""
        await call.line.wait(BEEP_SECONDS if verb.get("playBeep", "true") == "true" else 0)
        act = call.person.answer()
        said = act.say.in_language(call.person.language) if act.say else ""
        spoken = min(spoken_seconds(said), verb.seconds("maxLength", 3600)) if said else 0
        await call.line.wait(spoken + verb.seconds("timeout", 5))
        if not said:
            return None
        self._network.timeline.record("person", call.sid, recorded=said, seconds=spoken)
        hook = Hook(
            url=urljoin(page.url, verb.get("action", page.url)),
            method=verb.get("method", "POST").upper(),
        )
        return hook, self._fields(call, spoken)

    def _fields(self, call: Call, seconds: float) -> Fields:
        sid = self._network.sid("RE")
        path = f"/2010-04-01/Accounts/{call.account}/Recordings/{sid}"
        return {
            "RecordingSid": sid,
            "RecordingUrl": f"https://api.twilio.com{path}",
            "RecordingDuration": str(round(seconds)),
            "Digits": "",
        }
