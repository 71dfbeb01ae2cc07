"""Holds a conversation by rules: from what was said so far to what is said and done next."""

import re
from dataclasses import dataclass
from typing import Any

from scripts.local.simulators.openai.intents import Intent, names_a_time
from scripts.local.simulators.openai.schema import Choice
from scripts.local.simulators.openai.talk import ENOUGH_WORDS, Lines, Talk, words_of

COMPLETED = Choice(("completed", "confirmed", "answered", "success", "done", "resolved", "agreed"))
DECLINED = Choice(("declined", "refused", "not_interested", "rejected", "no"))
OPTED_OUT = Choice(("opted_out", "opt_out", "do_not_call", "dnc", "unsubscribed"))
WRONG = Choice(("wrong_number", "wrong_person", "not_reached"))
AWAY = Choice(
    ("not_there", "not_here", "unavailable", "callback", "scheduled", "wrong_person", "no_answer")
)
LATER = Choice(("callback", "scheduled", "call_back", "rescheduled"))
TRANSFERRED = Choice(("transferred", "transfer", "human", "escalated"))
SILENT = Choice(("no_response", "silence", "no_answer", "unreachable"))
MACHINE = Choice(("voicemail", "machine", "left_message", "message_left"))
HUNG_UP = Choice(("ended", "abandoned", "hung_up", "incomplete", "declined"))
TICKETED = Choice(("ticket_created", "ticket", "ticket_opened", "completed", "resolved"))
PATIENCE = 2  # how often a silent, unclear or rude caller is asked again


@dataclass(frozen=True)
class Decision:
    """What to say, and what to do about it. The fields are those our product asks for."""

    say: str
    action: str = "continue"
    language: str = "en"
    outcome: Choice | None = None
    ticket: dict[str, str] | None = None
    note: str | None = None

    def hints(self) -> dict[str, Any]:
        """By the names a schema may use for them."""
        spoken = dict.fromkeys(("say", "reply", "speech", "text", "message", "answer"), self.say)
        done = {"action": self.action, "outcome": self.outcome, "note": self.note}
        over = self.action in {"end", "opt_out", "transfer", "leave_message"}
        return {**spoken, **done, "language": self.language, "ticket": self.ticket, "end": over}


def decide(lines: Lines) -> Decision:
    """The next thing to say and do."""
    talk = Talk.of(lines)
    if not talk.ours and talk.intent not in {Intent.VOICEMAIL, Intent.SCREENING}:
        return _say(talk, _opening(talk))
    urgent = URGENT.get(talk.intent)
    return urgent(talk) if urgent else _by_stage(talk)


def _say(talk: Talk, *parts: str, **more: Any) -> Decision:
    return Decision(" ".join(part for part in parts if part), language=talk.language, **more)


def _opening(talk: Talk) -> str:
    if talk.script.is_inbound:
        return talk.phrase("welcome")
    asking = talk.phrase("identity") if talk.script.person else _question(talk, 0)
    return f"{talk.phrase('hello')} {asking}"


def _question(talk: Talk, number: int) -> str:
    if talk.script.questions:
        return talk.script.questions[number]
    return f"{_reason(talk)} {talk.phrase('agree')}"


def _reason(talk: Talk) -> str:
    """A goal that is a sentence of its own is said as it is."""
    goal = talk.script.goal
    return (
        goal
        if re.match(r"(i am|i'm|le|les) (call|llam)|llam", goal, re.IGNORECASE)
        else talk.phrase("reason")
    )


def _pending(talk: Talk) -> str:
    stage = talk.stage()
    if stage.isdigit():
        return talk.script.questions[int(stage)]
    again = {
        "identity": lambda: talk.phrase("identity"),
        "agree": lambda: talk.phrase("agree"),
        "confirm": lambda: talk.phrase("confirm", answers=_noted(talk)),
        "correct": lambda: talk.phrase("correct"),
        "when": lambda: talk.phrase("when"),
        "more": lambda: talk.phrase("anything"),
        "help": lambda: talk.phrase("help"),
    }
    return again[stage]() if stage in again else _opening(talk)


def _noted(talk: Talk) -> str:
    answers = talk.answers()
    return "; ".join(answers[number].rstrip(".!") for number in sorted(answers))


def _by_stage(talk: Talk) -> Decision:
    stage = talk.stage()
    if stage.isdigit():
        return _answered(talk, int(stage))
    return STAGES.get(stage, _started)(talk)


def _started(talk: Talk) -> Decision:
    return _say(talk, _opening(talk))


def _identified(talk: Talk) -> Decision:
    if talk.intent is Intent.NOT_HERE:
        return _say(talk, talk.phrase("not_here"), action="end", outcome=AWAY)
    if talk.intent is Intent.NO:
        return _say(talk, talk.phrase("wrong_number"), action="end", outcome=WRONG)
    if talk.intent is Intent.QUESTION:
        return _say(talk, talk.phrase("screening"), _pending(talk))
    reason = _reason(talk) if talk.script.goal and talk.script.questions else ""
    return _say(talk, talk.phrase("thanks"), reason, _question(talk, 0))


def _answered(talk: Talk, number: int) -> Decision:
    if talk.intent is Intent.QUESTION:
        return _explained(talk)
    following = number + 1
    if following < len(talk.script.questions):
        return _say(talk, talk.phrase("thanks"), talk.script.questions[following])
    confirm = talk.phrase("confirm", answers=_noted(talk))
    return _say(talk, talk.phrase("thanks"), confirm, action="confirm", note=_noted(talk))


def _explained(talk: Talk) -> Decision:
    asked = _content(talk.words)
    known = [(len(asked & _content(fact)), fact) for fact in talk.script.facts]
    most, fact = max(known, default=(0, ""))
    if most:
        return _say(talk, fact, _pending(talk))
    question = {"subject": _subject(talk.words), "description": talk.words.strip()}
    told = talk.words.strip()
    return _say(talk, talk.phrase("unknown"), _pending(talk), note=told, ticket=question)


def _agreed(talk: Talk) -> Decision:
    if talk.intent is Intent.QUESTION:
        return _explained(talk)
    if talk.intent is Intent.NO:
        return _say(talk, talk.phrase("declined"), action="end", outcome=DECLINED)
    return _farewell(talk, COMPLETED)


def _confirmed(talk: Talk) -> Decision:
    if talk.intent is Intent.NO:
        return _say(talk, talk.phrase("correct"))
    return _farewell(talk, COMPLETED)


def _corrected(talk: Talk) -> Decision:
    closing = talk.script.closing or talk.phrase("goodbye")
    note = "; ".join(part for part in (_noted(talk), talk.words.strip()) if part)
    return _say(talk, closing, action="end", outcome=COMPLETED, note=note)


def _farewell(talk: Talk, outcome: Choice) -> Decision:
    closing = talk.script.closing or talk.phrase("goodbye")
    return _say(talk, closing, action="end", outcome=outcome, note=_noted(talk) or None)


def _helped(talk: Talk) -> Decision:
    known = any(_content(talk.words) & _content(fact) for fact in talk.script.facts)
    if talk.intent is Intent.QUESTION and known:
        return _say(
            talk, _explained(talk).say.removesuffix(_pending(talk)), talk.phrase("anything")
        )
    if len(talk.words.split()) < ENOUGH_WORDS:
        return _say(talk, talk.phrase("details"))
    ticket = {"subject": _subject(talk.words), "description": " ".join(talk.complaints())}
    told = talk.phrase("ticket", subject=ticket["subject"])
    return _say(talk, told, action="create_ticket", outcome=TICKETED, ticket=ticket)


def _more(talk: Talk) -> Decision:
    if talk.intent in {Intent.NO, Intent.GOODBYE}:
        return _farewell(talk, TICKETED)
    if talk.intent is Intent.YES and len(talk.words.split()) < ENOUGH_WORDS:
        return _say(talk, talk.phrase("help"))
    return _say(talk, talk.phrase("added"), note=talk.words.strip())


def _rescheduled(talk: Talk) -> Decision:
    if talk.intent is not Intent.NO and (names_a_time(talk.words) or talk.stage() == "when"):
        later = talk.phrase("schedule")
        note = talk.words.strip()
        return _say(talk, later, action="schedule", outcome=LATER, note=note)
    return _say(talk, talk.phrase("when"))


def _again(talk: Talk) -> Decision:
    kind = "silence" if talk.intent is Intent.SILENCE else "unclear"
    if talk.in_a_row() > PATIENCE:
        return _say(talk, talk.phrase("silent_end"), action="end", outcome=SILENT)
    return _say(talk, talk.phrase(kind), _pending(talk))


def _calmed(talk: Talk) -> Decision:
    if talk.in_a_row() > 1:
        return _say(talk, talk.phrase("calm_end"), action="end", outcome=HUNG_UP)
    return _say(talk, talk.phrase("calm"), _pending(talk))


def _left(talk: Talk) -> Decision:
    if talk.stage() == "more":
        return _farewell(talk, TICKETED)
    return _say(talk, talk.phrase("goodbye"), action="end", outcome=HUNG_UP)


def _aside(name: str) -> Any:
    return lambda talk: _say(talk, talk.phrase(name), _pending(talk))


def _ending(name: str, action: str, outcome: Choice) -> Any:
    return lambda talk: _say(talk, talk.phrase(name), action=action, outcome=outcome)


URGENT = {
    Intent.SILENCE: _again,
    Intent.UNCLEAR: _again,
    Intent.VOICEMAIL: _ending("voicemail", "leave_message", MACHINE),
    Intent.SCREENING: lambda talk: _say(talk, talk.phrase("screening")),
    Intent.EMERGENCY: _ending("emergency", "end", HUNG_UP),
    Intent.INJECTION: _aside("on_task"),
    Intent.OPT_OUT: _ending("opt_out", "opt_out", OPTED_OUT),
    Intent.ROBOT: _aside("robot"),
    Intent.WRONG_NUMBER: _ending("wrong_number", "end", WRONG),
    Intent.RECORDING: _aside("unrecorded"),
    Intent.CALLBACK: _rescheduled,
    Intent.HUMAN: _ending("transfer", "transfer", TRANSFERRED),
    Intent.ABUSE: _calmed,
    Intent.REPEAT: lambda talk: _say(talk, _pending(talk)),
    Intent.GOODBYE: _left,
}
STAGES = {
    "identity": _identified,
    "agree": _agreed,
    "confirm": _confirmed,
    "correct": _corrected,
    "help": _helped,
    "more": _more,
    "when": _rescheduled,
}


def _content(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) > 3}  # noqa: PLR2004  shorter are particles


def _subject(words: str) -> str:
    greeting = (
        r"^(\W*(hello|hi|good \w+|hola|buen[oa]s \w+|yes|s[ií]|well|bueno|please)\b[\s,.!]*)+"
    )
    lead = r"^(i('m| am) calling (because|about)|llamo (porque|por)|the problem is( that)?)\s+"
    plain = re.sub(
        lead, "", re.sub(greeting, "", words.strip(), flags=re.IGNORECASE), flags=re.IGNORECASE
    )
    first = re.split(r"[.!?]\s", plain)[0].strip(" .!?¿¡") or words.strip()
    cut = first if len(first) <= 80 else first[:80].rsplit(" ", 1)[0] + "…"  # noqa: PLR2004  one line
    return cut[:1].upper() + cut[1:]
