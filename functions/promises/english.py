"""The words of English for days and hours."""

import re

from functions.promises.hints import (
    After,
    Ask,
    Clock,
    Part,
    Today,
    Tongue,
    Vague,
    Weekday,
    by_numbers,
    clock,
    later,
    minutes_to,
    number_of,
    on_date,
    table,
)

DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
REFUSED = (
    r"\b(?:not|can't|cannot|won't|don't|isn't|no good)\b(?: (?:do|talk|speak|make it|call(?: me)?"
    r"|work|be here|free|available))*(?: on| in the| at| this| before)*"
    rf" (?:today|tomorrow|now|tonight|morning|afternoon|evening|weekend|{DAYS})\b"
    rf"|\b(?:today|tomorrow|(?:on )?(?:{DAYS})) (?:is no good|does not work"
    r"|doesn't work|is bad|won't work|i can't)\b"
)
CORRECTED = r"\b(?:no|sorry|i mean|actually|rather|wait|better)\b"
PARTS = {
    "morning": Part.MORNING,
    "afternoon": Part.AFTERNOON,
    "evening": Part.EVENING,
    "night": Part.NIGHT,
}
_COUNT = r"(half an?|an?|a couple(?: of)?|(?:a )?quarter of an|3 quarters of an|\d{1,3})"
_UNIT = r"(minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
_ABOUT = r"(?:about |around |maybe |like |approximately )*"
TABLE = table(
    (r"\b(?:in|for) (?:a (?:few|bit|while|moment|minute)|some|several)(?: \w+)?\b",
     lambda _: (Vague(Ask.WHEN),)),
    (rf"\b(?:in|within) {_ABOUT}\d+ (?:or|to) \d+ {_UNIT}", lambda _: (Vague(Ask.WHICH),)),
    (rf"\b(?:in|within|give me) {_ABOUT}(?:an|1) hour and (?:a half|30 minutes)\b",
     lambda _: (After(minutes=90),)),
    (rf"\b(?:in|within|give me) {_ABOUT}(?:an|1) hour and (?:a quarter|15 minutes)\b",
     lambda _: (After(minutes=75),)),
    (rf"\b(?:in|within|give me) {_ABOUT}{_COUNT}(?: and a half)? {_UNIT}\b(?!'s)",
     lambda m: later(m[1], m[2], 0.5 if " and a half " in m[0] else 0)),
    (rf"\b{_COUNT} {_UNIT} (?:from now|later)\b", lambda m: later(m[1], m[2])),
    (r"\b(?:the )?day after tomorrow\b", lambda _: (Today(2),)),
    (r"\ba week from today\b", lambda _: (Today(7),)),
    (r"\b(?:a week from tomorrow|tomorrow week)\b", lambda _: (Today(8),)),
    (rf"\b(?:1|a) week (?:on|from) ({DAYS})\b",
     lambda m: (Weekday(number_of(m[1], DAYS), next_week=True),)),
    (rf"\bnext week(?: on)? ({DAYS})\b|\b({DAYS})(?: of)? next week\b",
     lambda m: (Weekday(number_of(m[1] or m[2], DAYS), next_week=True),)),
    (r"\bnext week\b|\b(?:at|on|over)?(?: the| this| next)? weekend\b|\bnext month\b",
     lambda _: (Vague(Ask.DAY),)),
    (rf"\b(?:on )?(?:this coming|the coming|coming) ({DAYS})\b",
     lambda m: (Weekday(number_of(m[1], DAYS)),)),
    (rf"\b(?:on )?(?:the )?next ({DAYS})\b",
     lambda m: (Weekday(number_of(m[1], DAYS), next_week=True),)),
    (rf"\bthis ({DAYS})\b",
     lambda m: (Weekday(number_of(m[1], DAYS), may_be_today=True),)),
    (rf"\b(?:on )?({DAYS})s?\b", lambda m: (Weekday(number_of(m[1], DAYS)),)),
    (rf"\b({MONTHS}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)",
     lambda m: on_date(m[2], number_of(m[1], MONTHS))),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTHS})\b",
     lambda m: on_date(m[1], number_of(m[2], MONTHS))),
    (r"\b1th thing(?: in the morning)?\b", lambda _: (Clock(9, sure=True),)),
    (r"\b(\d{1,2})(?:st|nd|rd|th)\b", lambda m: on_date(m[1], None)),
    (r"\b(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\b", lambda m: by_numbers(m[1], m[2], day_first=False)),
    (r"\btonight\b", lambda _: (Today(0), Part.NIGHT)),
    (r"\b(?:later )?this (morning|afternoon|evening)\b",
     lambda m: (Today(0), PARTS[m[1]])),
    (r"\b(?:later )?today\b", lambda _: (Today(0),)),
    (r"\btomorrow\b", lambda _: (Today(1),)),
    (r"\b(?:in the |at |during the )?(morning|afternoon|evening|night)\b",
     lambda m: (PARTS[m[1]],)),
    (r"\b(?:12 )?(?:noon|midday)\b", lambda _: (Clock(12, sure=True),)),
    (r"\b(?:12 )?midnight\b", lambda _: (Clock(24, sure=True),)),
    (r"\bbefore (\d{1,2})(?::\d\d)?(?: ?[ap]m)?(?: o'?clock)?\b",
     lambda _: (Vague(Ask.TIME),)),
    (r"\bhalf past (\d{1,2})(?: ?(am|pm))?\b", lambda m: clock(m[1], "30", m[2])),
    (r"\b(?:a )?quarter (?:past|after) (\d{1,2})(?: ?(am|pm))?\b",
     lambda m: clock(m[1], "15", m[2])),
    (r"\b(?:a )?quarter (?:to|till|of|before) (\d{1,2})\b", lambda m: minutes_to(m[1], 15)),
    (r"\b(\d{1,2})(?: minutes)? (?:past|after) (\d{1,2})\b", lambda m: clock(m[2], m[1])),
    (r"\b(5|10|20|25)(?: minutes)? (?:to|till|before) (\d{1,2})\b(?! ?[ap]m)",
     lambda m: minutes_to(m[2], int(m[1]))),
    (r"\bhalf (\d{1,2})\b", lambda m: clock(m[1], "30")),
    ((r"\b(?:between |from )?(\d{1,2})(?:[:. ](\d\d))? ?(?:am|pm)? (?:and|to|till|until)"
      r" \d{1,2}(?:[:. ]\d\d)? ?(am|pm)?\b"),
     lambda m: clock(m[1], m[2], m[3])),
    (r"\b(?:at )?(\d{1,2})(?:[:. ](\d\d))? ?(?:am|pm)? or (?:at )?\d{1,2}(?:[:. ]\d\d)?\b",
     lambda _: (Vague(Ask.WHICH),)),
    (r"\b(\d{1,2})[:.](\d\d)(?: ?(am|pm))?\b", lambda m: clock(m[1], m[2], m[3])),
    (r"\b(\d{1,2}) (\d\d)(?: ?(am|pm))?\b", lambda m: clock(m[1], m[2], m[3])),
    (r"\b(\d{1,2}) ?(am|pm)\b", lambda m: clock(m[1], None, m[2])),
    (r"\b(\d{1,2}) (?:o'?clock|hours)\b", lambda m: clock(m[1])),
    (r"\b(\d{1,2}) ?-?ish\b", lambda m: clock(m[1])),
    (rf"\b(?:at|by|after|until|till|from) {_ABOUT}(\d{{1,2}})\b|\b(?:around|about) (\d{{1,2}})\b",
     lambda m: clock(m[1] or m[2])),
)  # fmt: skip
ENGLISH = Tongue(
    numbers={name: n for n, name in enumerate(NUMBERS.split())},
    tens={"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    joint="[ -]",
    ordinals={name: n for n, name in enumerate(ORDINALS.split(), start=1)} | {"thirtieth": 30},
    refused=re.compile(REFUSED),
    corrected=re.compile(CORRECTED),
    table=TABLE,
)
