"""What a model may say and do in a call: the rest of its answer is cut, mended, or not used."""

import re
from collections.abc import Sequence

from functions.conversation.model import Action, Heard, Outcome, Reply, Source, TicketWish, Topic
from functions.conversation.phrases import phrase
from functions.conversation.prompts import INBOUND, OUTBOUND, RULES, UNKNOWN
from shared.ports import Line, Role

LONGEST = 500
"""Characters of an answer: half a minute of speech."""
TOLD = 40
"""Letters of a rule that nobody says by chance."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")  # no XML document may hold them
CITED = re.compile(r"\s*[\[(](?:source|fuente)?:?\s*((?:KB|INC)\d{5,12})[\])]", re.IGNORECASE)
SENTENCES = re.compile(r".+?(?:[.!?…](?=\s|$)|$)", re.DOTALL)
MONEY = re.compile(
    r"[$€£]\s?[\d.,]*\d|[\w.,]*\w\s?(?:%|€|£|\$|percent\b|per cent\b|por ciento\b|dollars?\b"
    r"|euros?\b|pounds?\b|pesos?\b|cents?\b|c[eé]ntimos?\b|usd\b|eur\b|mxn\b)",
    re.IGNORECASE,
)
LONG_NUMBER = re.compile(r"\+?\d[\d .()-]{5,}\d")


def checked(
    reply: Reply, topic: Topic, heard: Heard, lines: Sequence[Line], sources: Sequence[Source]
) -> Reply | None:
    """The answer as far as it may be used; nothing where it says nothing that may be said."""
    say, cited = _spoken(reply)
    if not say or _tells_rules(say):
        return None
    known = {source.number for source in sources}
    told = tuple(number for number in cited if number in known) or None
    mended = reply.model_copy(update={"say": say, "sources": told, **_consistent(reply)})
    if _is_invented(say, _grounds(topic, lines)):
        return _does_not_know(mended, heard)
    return mended


def _spoken(reply: Reply) -> tuple[str, list[str]]:
    """Words for the ear alone, and the numbers of what they rest on."""
    flat = " ".join(CONTROL.sub(" ", reply.say).split())
    cited = [*(reply.sources or ()), *(number.upper() for number in CITED.findall(flat))]
    return _bounded(CITED.sub("", flat)), list(dict.fromkeys(cited))


def _bounded(say: str) -> str:
    """Whole sentences, as many as a listener bears."""
    if len(say) <= LONGEST:
        return say
    kept = ""
    for sentence in SENTENCES.findall(say):
        if len(kept) + len(sentence) > LONGEST:
            break
        kept += sentence
    return kept.strip() or say[:LONGEST].rpartition(" ")[0]


def _tells_rules(say: str) -> bool:
    rules = " ".join(f"{RULES} {INBOUND} {OUTBOUND} {UNKNOWN}".split()).casefold()
    flat = say.casefold()
    return any(flat[place : place + TOLD] in rules for place in range(len(flat) - TOLD + 1))


def _consistent(reply: Reply) -> dict[str, object]:
    """No outcome without what makes it one, and an opt-out by whichever sign of it."""
    if Action.OPT_OUT in (reply.action, _meant(reply)):
        return {"action": Action.OPT_OUT, "outcome": Outcome.OPTED_OUT}
    wants = reply.action in {Action.CREATE_TICKET, Action.UPDATE_TICKET} or reply.ticket
    if reply.outcome is Outcome.TICKET_OPENED and not wants:
        return {"outcome": None if reply.action is Action.CONTINUE else Outcome.COMPLETED}
    return {}


def _meant(reply: Reply) -> Action:
    return Action.OPT_OUT if reply.outcome is Outcome.OPTED_OUT else reply.action


def _grounds(topic: Topic, lines: Sequence[Line]) -> str:
    """All that we were told: whatever else has a number in it was made up."""
    told = [line.text for line in lines if line.role is not Role.ASSISTANT]
    return _flat(" ".join([*told, topic.closing, topic.purpose or "", *topic.questions]))


def _is_invented(say: str, grounds: str) -> bool:
    """Whether it names a price, a share or a telephone number that nobody gave us."""
    amounts = (_flat(found) for found in MONEY.findall(say))
    numbers = (re.sub(r"\D", "", found) for found in LONG_NUMBER.findall(say))
    digits = re.sub(r"\D", "", grounds)
    return any(each not in grounds for each in amounts) or any(
        each not in digits for each in numbers
    )


def _does_not_know(reply: Reply, heard: Heard) -> Reply:
    """Better no answer than one that was made up: a colleague gets the question."""
    subject = phrase("unknown_subject", reply.language)
    wish = TicketWish(subject=subject, description=heard.speech or "")
    said = {"say": phrase("unknown", reply.language), "action": Action.CONTINUE, "outcome": None}
    return reply.model_copy(update={**said, "ticket": wish, "sources": None})


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text.casefold())
