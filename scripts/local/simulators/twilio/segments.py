"""How many segments a text message takes (https://www.twilio.com/docs/glossary/what-is-gsm-7)."""

from math import ceil

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = frozenset("^{}\\[~]|€\f")
GSM_ALONE, GSM_IN_PARTS, UCS_ALONE, UCS_IN_PARTS = 160, 153, 70, 67


def segments(body: str) -> int:
    """At least one. Letters outside GSM 03.38 make all of them two bytes wide."""
    if set(body) <= GSM | ESCAPED:
        length = len(body) + sum(letter in ESCAPED for letter in body)
        return 1 if length <= GSM_ALONE else ceil(length / GSM_IN_PARTS)
    length = len(body.encode("utf-16-be")) // 2
    return 1 if length <= UCS_ALONE else ceil(length / UCS_IN_PARTS)
