import asyncio
import json
import secrets
import smtplib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scripts.local.simulators.mailbox import Config, Mailbox, sign
from scripts.local.simulators.serve import BusyPort, serving
from tests.fakes import NOON, TurnedClock

SECRET = secrets.token_hex(16)
MAIL = {"from": "anna@example.com", "to": "help@example.org", "subject": "Hola", "text": "¿Sí?"}


@dataclass
class Office:
    """A mailbox, the port it takes mail at, and the app its inbound mail goes to."""

    port: int
    http: httpx.AsyncClient
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def send(self, *to: str, subject: str = "Ticket", text: str = "Hello") -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "desk@example.org", ", ".join(to), subject
        mail.set_content(text)
        mail.add_alternative(f"<p>{text}</p>", subtype="html")
        await asyncio.to_thread(self._hand_in, mail)

    def _hand_in(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            smtp.send_message(mail)

    async def letters(self, **query: str) -> list[dict[str, object]]:
        answer = await self.http.get("/__sim__/mail", params=query)
        return list(answer.json())


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    got: list[tuple[dict[str, str], bytes]] = []

    async def take(request: Request) -> Response:
        got.append((dict(request.headers), await request.body()))
        return Response(status_code=204)

    async with serving(Starlette(routes=[Route("/mail", take, methods=["POST"])])) as app:
        mailbox = Mailbox(TurnedClock(), Config(webhook=f"{app}/mail", secret=SECRET))
        web = Starlette(routes=mailbox.routes())
        async with (
            mailbox.receiving() as port,
            serving(web) as url,
            httpx.AsyncClient(base_url=url) as http,
        ):
            yield Office(port, http, got)


async def test_a_mail_that_is_sent_lies_in_the_box_taken_apart(office: Office) -> None:
    await office.send("anna@example.com", subject="Su caso ñ", text="Ya está")
    letter = (await office.letters())[0]
    assert (letter["subject"], letter["text"]) == ("Su caso ñ", "Ya está\n")
    assert letter["html"] == "<p>Ya está</p>\n"
    assert letter["recipients"] == ["anna@example.com"]


async def test_a_line_that_is_a_dot_is_no_end(office: Office) -> None:
    await office.send("anna@example.com", text="one\n.\n..two")
    assert (await office.letters())[0]["text"] == "one\n.\n..two\n"


async def test_mails_are_found_by_their_recipient_newest_first(office: Office) -> None:
    await office.send("anna@example.com", subject="1")
    await office.send("ben@example.com")
    await office.send("Anna@example.com", subject="2")
    found = await office.letters(to="anna@example.com")
    assert [each["subject"] for each in found] == ["2", "1"]


@pytest.mark.parametrize(("who", "code"), [("bounce", 550), ("later+1", 451), ("full", 452)])
async def test_some_recipients_are_refused(office: Office, who: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await office.send(f"{who}@example.com")
    assert refused.value.recipients[f"{who}@example.com"][0] == code
    assert await office.letters() == []


async def test_a_mail_that_is_too_large_is_refused(office: Office) -> None:
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        await office.send("anna@example.com", text="x" * 76 * 150_000)
    assert refused.value.smtp_code == 552


async def test_commands_in_the_wrong_order_are_told_so(office: Office) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
    writer.write(b"EHLO here\r\nRCPT TO:<a@example.com>\r\nDATA\r\nSING\r\nQUIT\r\n")
    answers = (await reader.read()).decode().splitlines()
    writer.close()
    assert [line[:3] for line in answers[-4:]] == ["503", "503", "500", "221"]


async def test_the_box_can_be_emptied(office: Office) -> None:
    await office.send("anna@example.com")
    await office.http.delete("/__sim__/mail")
    assert await office.letters() == []


async def test_one_mail_is_shown_as_it_came(office: Office) -> None:
    await office.send("anna@example.com")
    raw = await office.http.get("/__sim__/mail/1/raw")
    assert raw.headers["content-type"].startswith("message/rfc822")
    assert b"Subject: Ticket\r\n" in raw.content


async def test_a_mail_that_is_not_there_is_not_found(office: Office) -> None:
    assert (await office.http.get("/__sim__/mail/9")).status_code == 404


async def test_inbound_mail_reaches_the_app_signed(office: Office) -> None:
    sent = await office.http.post("/__sim__/mail", json=MAIL)
    headers, body = office.got[0]
    assert (sent.status_code, sent.json()) == (202, {"status": 204})
    assert headers["x-mailbox-signature"] == sign(SECRET, body, int(NOON.timestamp()))
    assert json.loads(body)["message_id"] == "<letter-1@mailbox.example>"


async def test_files_of_inbound_mail_are_handed_over_in_base64(office: Office) -> None:
    file = {"name": "a.txt", "content_type": "text/plain", "content": "aGk="}
    await office.http.post("/__sim__/mail", json={**MAIL, "attachments": [file]})
    assert json.loads(office.got[0][1])["attachments"] == [file]


async def test_a_mail_without_an_address_is_refused_by_name(office: Office) -> None:
    refused = await office.http.post("/__sim__/mail", json={**MAIL, "to": "nobody"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "to")


async def test_without_a_webhook_nobody_can_write() -> None:
    web = Starlette(routes=Mailbox(TurnedClock()).routes())
    async with serving(web) as url, httpx.AsyncClient(base_url=url) as http:
        refused = await http.post("/__sim__/mail", json=MAIL)
    assert refused.status_code == 409


async def test_a_port_that_is_taken_is_named(office: Office) -> None:
    with pytest.raises(BusyPort) as taken:
        async with Mailbox(TurnedClock()).receiving(office.port):
            pass
    assert taken.value.port == office.port
