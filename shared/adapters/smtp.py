"""Hands mail to a server by SMTP (RFC 5321)."""

import asyncio
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Literal

from shared.adapters.loading import loaded
from shared.errors import Rejected, Unavailable, Uncertain, VendorProblem
from shared.ports import Letter, Secrets
from shared.value import Value

if TYPE_CHECKING:
    from aiosmtplib import SMTPResponseException

VENDOR = "smtp"
LIBRARY = "aiosmtplib"
PASSWORD = "smtp-password"  # noqa: S105 - its name in the vault
FOR_GOOD = range(500, 600)


class Server(Value):
    """Where mail is handed in, and who we are there and to the world."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str | None
    sender: str
    name: str


class SmtpMail:
    """One connection for each letter: they are few, and servers drop who lingers."""

    def __init__(self, server: Server | None, secrets: Secrets) -> None:
        self._server, self._secrets = server, secrets

    async def send(self, letter: Letter, *, deadline: float) -> None:
        """Hand it over. `Unavailable` and `Uncertain` may be tried again: the Message-ID stays."""
        server = self._server
        if server is None:
            raise Unavailable("No mail server is set: give MAIL__HOST", vendor=VENDOR, code="none")
        await loaded(LIBRARY)
        password = await self._secrets.secret(PASSWORD) if server.user else None
        try:
            async with asyncio.timeout(deadline):
                await self._hand_over(server, letter, password, deadline)
        except TimeoutError as error:
            message = f"The mail server did not answer within {deadline:g} s"
            raise Uncertain(message, vendor=VENDOR, code="timeout") from error

    async def _hand_over(
        self, server: Server, letter: Letter, password: str | None, deadline: float
    ) -> None:
        import aiosmtplib  # noqa: PLC0415  start-up budget

        try:
            await aiosmtplib.send(
                written(letter, server),
                sender=server.sender,
                recipients=[letter.to],
                hostname=server.host,
                port=server.port,
                use_tls=server.security == "tls",
                start_tls=server.security == "starttls",
                username=server.user,
                password=password,
                timeout=deadline,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(error.recipients[0]) from error
        except aiosmtplib.SMTPAuthenticationError as error:  # ours to mend, not the letter's fault
            message = "The mail server does not let us in: see MAIL__USER and smtp-password"
            raise Unavailable(message, vendor=VENDOR, code=str(error.code)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error) from error
        except aiosmtplib.SMTPTimeoutError as error:
            raise TimeoutError from error
        except (aiosmtplib.SMTPConnectError, OSError) as error:
            message = "The mail server cannot be reached"
            raise Unavailable(message, vendor=VENDOR, code="connection") from error
        except aiosmtplib.SMTPException as error:
            message = f"The mail server broke off: {type(error).__name__}"
            raise Uncertain(message, vendor=VENDOR, code="connection") from error


def _refused(error: "SMTPResponseException") -> VendorProblem:
    """5yz is for good, 4yz for now (RFC 5321 §4.2.1)."""
    said = f"{error.code} {error.message}"[:300]
    if error.code in FOR_GOOD:
        return Rejected(said, vendor=VENDOR, code=str(error.code))
    return Unavailable(said, vendor=VENDOR, code=str(error.code))


def written(letter: Letter, server: Server) -> EmailMessage:
    """The letter as it travels."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{server.name.replace('"', "")}" <{server.sender}>'
    mail["To"] = letter.to
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Message-ID"] = f"<{letter.message_id}>"
    if letter.references:
        mail["In-Reply-To"] = f"<{letter.references[-1]}>"
        mail["References"] = " ".join(f"<{each}>" for each in letter.references)
    mail["X-Auto-Response-Suppress"] = "All"  # Exchange then sends no absences
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(letter.text)
    return mail
