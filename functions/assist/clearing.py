"""Takes out of what other people told the desk whatever says who they are."""

import re

from functions.conversation.redaction import redacted
from functions.tickets.model import Ticket

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"(?<![\w])\+?\d[\d .()/-]{6,}\d(?![\w])")
SHORTEST = 3
"""Letters of a part of a name that is looked for: shorter ones are words."""


def cleared(text: str, ticket: Ticket) -> str:
    """A text of that ticket without its requester, addresses, telephones, and what is secret."""
    names = [ticket.requester_name, *ticket.requester_name.split()]
    known = [each for each in names if len(each) >= SHORTEST]
    for value in (ticket.requester_email, ticket.requester_phone):
        known += [value] if value else []
    told = redacted(text)
    for each in sorted(known, key=len, reverse=True):
        told = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", "[person]", told, flags=re.IGNORECASE)
    return TELEPHONE.sub("[phone]", EMAIL.sub("[email]", told))
