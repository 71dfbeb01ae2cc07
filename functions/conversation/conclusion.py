"""What came of a call: decided once, and a little later said in words."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from functions.conversation.model import Outcome, Result
from shared.value import Instant, Text, Value


class Sentiment(StrEnum):
    """How the other side seemed to feel about it."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Answered(Value):
    """What was answered to a question of the script, by its number; nothing where nothing was."""

    question: int
    answer: Text | None
    confidence: float | None


class Summary(Value):
    """What a call was about and came to, in words.

    `english` stands where the call was in another language. `judged` is what a reader makes of it;
    the outcome the system acted on is the conclusion's own. Confidence is 0 to 1.
    """

    summary: Text
    english: Text | None
    judged: Result | None
    confidence: float | None
    sentiment: Sentiment | None
    answers: tuple[Answered, ...]


class Conclusion(Value):
    """What came of a call: decided once, and a little later summed up, by `model` or `rules`."""

    call_id: UUID
    outcome: Outcome
    note: str | None
    at: Instant
    retention: str | None = None
    summary: str | None = None
    summary_en: str | None = None
    judged: Outcome | None = None
    confidence: float | None = None
    sentiment: Sentiment | None = None
    answers: tuple[Answered, ...] = ()
    summed_by: str | None = None
    summed_at: Instant | None = None
    sum_tries: int = Field(default=0, exclude=True)
