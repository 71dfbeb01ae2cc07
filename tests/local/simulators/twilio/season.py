"""A season of calls: everybody of the cast is called by an app that asks three questions."""

from dataclasses import dataclass

from scripts.local.simulators.twilio.call import Call
from tests.local.simulators.twilio.box import Box

ENGLISH, SPANISH = "+1212555", "+1787555"
ASKS = (
    (
        "Hello, this is an AI assistant. Am I speaking with Ana? "
        "Hola, soy un asistente de inteligencia artificial. ¿Hablo con Ana?"
    ),
    "Thank you. How many people are you? Gracias. ¿Cuántas personas son?",
    "Thank you. When does it suit you best? Gracias. ¿A qué hora le viene bien?",
    "In an emergency call 911. Is that right? En una emergencia llame al 911. ¿Es correcto?",
    "Anything else I can do for you? ¿Algo más en que pueda ayudarle?",
    "Is that all, may we continue? ¿Podemos continuar?",
)
GOODBYE = "<Response><Say>Thank you, goodbye. Gracias, adiós.</Say><Hangup/></Response>"
KEY = '<Response><Pause length="12"/><Play digits="1"/><Redirect>/turn/0</Redirect></Response>'


def gather(number: int) -> str:
    attributes = 'input="dtmf speech" timeout="5" speechTimeout="1" actionOnEmptyResult="true"'
    return (
        f'<Response><Gather {attributes} action="/turn/{number + 1}">'
        f"<Say>{ASKS[number]}</Say></Gather></Response>"
    )


@dataclass
class Season:
    """All those calls, played."""

    box: Box
    calls: dict[str, Call]

    def call(self, digits: int, area: str = ENGLISH) -> Call:
        return self.calls[f"{area}01{digits:02}"]

    def heard(self, digits: int, area: str = ENGLISH) -> list[str]:
        """What the app was told in each turn."""
        sid = self.call(digits, area).sid
        turns = [each for path, each, _ in self.box.app.got if path.startswith("/turn/")]
        ours = [each for each in turns if each["CallSid"] == sid]
        return [each.get("SpeechResult") or each.get("Digits", "") for each in ours]

    def confidence(self, digits: int, area: str = ENGLISH) -> list[float]:
        """How well each of those turns was understood."""
        sid = self.call(digits, area).sid
        turns = [each for path, each, _ in self.box.app.got if path.startswith("/turn/")]
        return [float(each.get("Confidence", 0)) for each in turns if each["CallSid"] == sid]

    def ended_by(self, digits: int, area: str = ENGLISH) -> str:
        events = self.box.simulator.network.timeline.of(self.call(digits, area).sid, "hung_up")
        return "".join(event.detail["by"] for event in events)
