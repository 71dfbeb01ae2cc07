"""Twilio's own handling of STOP, START and HELP for long numbers.

Source: https://help.twilio.com/articles/223134027 (keywords, and the answers in English).
"""

from scripts.local.simulators.twilio.holdings import Holdings

STOP = frozenset(
    ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE", "STOP ALL"]
)
START = frozenset(["START", "YES", "UNSTOP"])
HELP = frozenset(["HELP", "INFO"])

STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def answer_to(held: Holdings, own: str, person: str, body: str) -> str:
    """What Twilio answers by itself, and nothing where it leaves the message to the app.

    The keyword must be the whole message. Who has opted out already is not told so again, and
    START means nothing from somebody who never opted out.
    """
    word, pair = body.strip().upper(), (own, person)
    if word in STOP and pair not in held.opt_outs:
        held.opt_outs.add(pair)
        return STOPPED
    if word in START and pair in held.opt_outs:
        held.opt_outs.discard(pair)
        return STARTED
    return HELPED if word in HELP else ""
