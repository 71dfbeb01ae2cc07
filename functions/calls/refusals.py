"""What the network's refusals mean: for this number, for our number, or for every other call."""

from enum import StrEnum


class Verdict(StrEnum):
    """Whom a refusal is about, and so what to do."""

    NUMBER_DEAD = "number_dead"
    """Nobody can be reached there: never again."""
    BARRED = "barred"
    """The network does not connect us with that number, by rule: never again."""
    CALLER = "caller"
    """Our own number is not one that may ring: another of the pool, or stop and say so."""
    SETTINGS = "settings"
    """Every other call would meet the same: stop and say so."""
    FULL = "full"
    """The network has no room for us now: nobody is rung for a while."""
    UNKNOWN = "unknown"
    """A refusal we have no rule for: this attempt failed, and somebody should look."""


CODES: dict[Verdict, str] = {
    Verdict.NUMBER_DEAD: "21211 21214 21217 13223 13224 13226",
    Verdict.BARRED: "21202 21216",
    Verdict.CALLER: "21210 21212 21213 32017",
    Verdict.SETTINGS: "20003 20004 10001 10002 21205 21215 21218 21219 21262 21263",
    Verdict.FULL: "10004 22005 20503",
}
"""Twilio's error dictionary (twilio.com/docs/api/errors), sorted by what a campaign can do."""
MEANING = {code: verdict for verdict, codes in CODES.items() for code in codes.split()}
NOBODY_THERE = frozenset({"404", "484", "604"})
"""SIP answers that say a number leads nowhere (RFC 3261 §21.4.5, §21.4.22, §21.6.3)."""


def verdict(code: str) -> Verdict:
    """What that code means. Twilio may change its codes, so that unknown ones are to be seen."""
    return MEANING.get(code, Verdict.UNKNOWN)
