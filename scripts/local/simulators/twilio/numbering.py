"""What a number's own digits tell: what kind of line it is, and how its country writes it."""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType as Kind

TYPES = {  # Lookup's words: https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence
    Kind.FIXED_LINE: "landline",
    Kind.MOBILE: "mobile",
    Kind.FIXED_LINE_OR_MOBILE: "mobile",
    Kind.TOLL_FREE: "tollFree",
    Kind.PREMIUM_RATE: "premium",
    Kind.SHARED_COST: "sharedCost",
    Kind.VOIP: "nonFixedVoip",
    Kind.PERSONAL_NUMBER: "personal",
    Kind.PAGER: "pager",
    Kind.UAN: "uan",
    Kind.VOICEMAIL: "voicemail",
}
PREMIUM = "premium"


@lru_cache(10_000)  # reading a number takes longer than sending it
def line_type(number: str) -> str:
    """The kind of line, in Lookup's words. A plan that mixes them (+1) counts as mobile."""
    try:
        return TYPES.get(phonenumbers.number_type(phonenumbers.parse(number)), "unknown")
    except phonenumbers.NumberParseException:
        return "unknown"
