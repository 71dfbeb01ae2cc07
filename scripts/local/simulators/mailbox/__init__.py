"""A mailbox: receives what the app mails by SMTP, and mails the app what people would write.

`Mailbox(clock, Config(...))`; `async with mailbox.receiving(port)` listens for SMTP and gives the
port (0 takes a free one), `mailbox.routes()` are `GET`, `POST` and `DELETE /__sim__/mail`.
"""

from scripts.local.simulators.mailbox.api import Mailbox
from scripts.local.simulators.mailbox.inbound import Config, sign
from scripts.local.simulators.mailbox.letters import Letter

__all__ = ["Config", "Letter", "Mailbox", "sign"]
