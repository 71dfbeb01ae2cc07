"""Who is on the line in the voice benchmark, and what the campaign that called them says."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from functions.people.model import Entry
from scripts.benchmarks import dialling_people as people

TOPICS = (
    *("the date", "the place", "the price", "the weight", "the driver"),
    *("the parcel", "the wrapping", "the receipt", "the invoice", "the website"),
)
CADENCE = 4.0
"""Seconds from one reply of the person to the next, about: 2 s of question, 1 s until they speak,
half a second of words, and a second of silence that tells the network that they are done."""
TALKER = """
- name: talker_{nn:02}
  about: answers every question, after asking to hear it once more
  match: "+1???55501{nn:02}"
  ring: {{seconds: {ring:.2f}, result: answer}}
  turns:
    - say: {{text: "Yes, speaking.", after_ms: 800, takes_ms: 700}}
"""
QUESTION = """
    - say: {text: "Could you say that again?", after_ms: 400, takes_ms: 700}
    - say: {text: "Yes, that was fine.", after_ms: 400, takes_ms: 700}
"""
KINDS, STRIDE = 100, 37
"""A hundred people who pick up at different moments of one cadence: nobody talks in step."""
WORDS = {
    "purpose": "I am calling about your last delivery.",
    "closing": "Thank you, that is all. Goodbye.",
    "voicemail": "Hello, this is an automatic message. Please call us back. Goodbye.",
}


def talkers(questions: int) -> str:
    """The file of people who answer so many questions."""
    return "".join(
        TALKER.format(nn=nn, ring=1 + CADENCE * (nn * STRIDE % KINDS) / KINDS)
        + QUESTION * questions
        for nn in range(KINDS)
    )


def script(questions: int, *, personal: bool = False) -> dict[str, Any]:
    """Fixed words for everybody; `personal` ones name the person, so that no audio is shared."""
    ending = ", {name}?" if personal else "?"
    asked = [f"Are you happy with {topic}{ending}" for topic in TOPICS[:questions]]
    return {"en": {**WORDS, "questions": asked}}


def everybody(count: int) -> Sequence[Entry]:
    """So many people, each with a number of their own."""
    named = (number for number in people.numbers() if people.zones_of(int(number[2:5])))
    return [people.entry(number) for number in islice(named, count)]
