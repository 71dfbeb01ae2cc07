"""One persona on one call: what it has heard so far and what it does next."""

from collections.abc import Callable

from scripts.local.simulators.twilio.people.manners import agreeable
from scripts.local.simulators.twilio.people.persona import Act, Language, Persona

Witness = Callable[..., None]


class Person:
    """Somebody at the other end. `witness` is told whether the bot said what it should."""

    def __init__(self, persona: Persona, language: Language, witness: Witness) -> None:
        self.persona, self.language, self._witness = persona, language, witness
        self._turn, self._heard = 0, ""

    def hear(self, text: str) -> None:
        """Take in a piece of what the bot says."""
        self._heard = f"{self._heard} {text}".strip()

    def interruption(self) -> Act | None:
        """What the person does in the middle of a prompt, if they do not wait for its end."""
        if self._turn >= len(self.persona.turns):
            return None
        act = self.persona.turns[self._turn].act
        return act if act.hang_up and act.at is not None else None

    def answer(self) -> Act:
        """What the person does now that the bot waits for them."""
        heard, self._heard = self._heard, ""
        if self._turn < len(self.persona.turns):
            turn = self.persona.turns[self._turn]
            self._turn += 1
            if turn.hear:
                self._witness(
                    met=turn.hear.holds(heard), wanted=turn.hear.model_dump(), heard=heard
                )
            if turn.act.switches:
                self.language = "en" if self.language == "es" else "es"
            return turn.act
        return agreeable(heard) if self.persona.agreeable else Act()
