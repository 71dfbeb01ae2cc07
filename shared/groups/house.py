"""The rules of the house: how long things are kept, how much may be asked."""

from typing import Literal

from shared.groups.setting import setting
from shared.value import Value


class Retention(Value):
    """How long what was said is kept, by class: recording, transcript, words.

    The class `hold` is for good. A campaign names its class; calls to us have one, too.
    """

    short_days: int = setting("Days the class `short` is kept.", default=30, ge=1, le=36_500)
    standard_days: int = setting("Days the class `standard` is kept.", default=365, ge=1, le=36_500)
    long_days: int = setting("Days the class `long` is kept.", default=1825, ge=1, le=36_500)
    inbound: Literal["short", "standard", "long", "hold"] = setting(
        "The class of calls that people make to us.", default="standard"
    )
    record_inbound: bool = setting(
        "Whether calls that people make to us are recorded, after they were told.", default=False
    )
    dry_run: bool = setting(
        "Whether what is too old is only counted, in the log, and stays.", default=False
    )

    @property
    def days(self) -> dict[str, int]:
        """Days by class. What is not in it is kept for good."""
        return {"short": self.short_days, "standard": self.standard_days, "long": self.long_days}


class Tickets(Value):
    """The desk."""

    reopen_days: int = setting(
        "How many days a resolved ticket may be reopened; after them it is closed by itself.",
        default=7,
        ge=1,
        le=365,
    )
    scanner: bool = setting(
        "Whether something scans attachments: none is handed out before it was found clean. "
        "False: there is no scanner, and they are handed out as they came.",
        default=True,
    )


class Limits(Value):
    """How much one caller of the API may ask; ten seconds' worth of it at once."""

    per_person: float = setting("Requests a second of one person.", default=50, gt=0, le=1_000_000)
    per_token: float = setting(
        "Requests a second of one API token.", default=10, gt=0, le=1_000_000
    )


class Webhooks(Value):
    """What others are told of."""

    private: bool = setting(
        "Whether webhooks may lead to private addresses, and go without TLS: for developers only.",
        default=False,
    )
