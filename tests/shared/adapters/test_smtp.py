import asyncio
from collections.abc import AsyncIterator

import pytest

from scripts.local.simulators.mailbox import Mailbox
from shared.adapters.smtp import Server, SmtpMail
from shared.errors import Problem, Rejected, Unavailable, Uncertain
from shared.ports import Letter
from tests.fake_stores import FakeSecrets
from tests.fakes import TurnedClock

LETTER = Letter(
    to="eva@people.example",
    message_id="2@centralita.example",
    subject="Re: Ñandú [INC0010001:abc]",
    text="¡Ya está!\n.\nAdiós",
    references=("0@people.example", "1@people.example"),
    automatic=True,
)


@pytest.fixture
def mailbox(clock: TurnedClock) -> Mailbox:
    return Mailbox(clock)


@pytest.fixture
async def port(mailbox: Mailbox) -> AsyncIterator[int]:
    async with mailbox.receiving() as port:
        yield port


def mail(port: int) -> SmtpMail:
    about = {"host": "127.0.0.1", "port": port, "security": "none", "user": None}
    server = {**about, "sender": "desk@centralita.example", "name": "Centralita"}
    return SmtpMail(Server.model_validate(server), FakeSecrets())


async def send(port: int, to: str = LETTER.to) -> None:
    await mail(port).send(LETTER.model_copy(update={"to": to}), deadline=5)


async def test_a_letter_arrives_with_its_thread(mailbox: Mailbox, port: int) -> None:
    await send(port)
    (came,) = mailbox.letters.found(LETTER.to)
    assert (came.subject, came.text.rstrip("\n")) == (LETTER.subject, LETTER.text)
    assert came.headers["message-id"] == "<2@centralita.example>"
    assert came.headers["in-reply-to"] == "<1@people.example>"
    assert came.headers["references"] == "<0@people.example> <1@people.example>"
    assert came.headers["auto-submitted"] == "auto-replied"
    assert came.headers["from"] == "Centralita <desk@centralita.example>"


@pytest.mark.parametrize(
    ("to", "problem"),
    [("bounce@people.example", Rejected), ("later@x.example", Unavailable)],
)
async def test_a_refusal_says_whether_it_is_for_good(
    port: int, to: str, problem: type[Problem]
) -> None:
    with pytest.raises(problem, match=r"550|451"):
        await send(port, to)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        await send(9)
    with pytest.raises(Unavailable, match="MAIL__HOST"):
        await SmtpMail(None, FakeSecrets()).send(LETTER, deadline=5)


@pytest.fixture
async def silent_port() -> AsyncIterator[int]:
    gone = asyncio.Event()

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        gone.set()


async def test_a_server_that_is_silent_is_uncertain(silent_port: int) -> None:
    with pytest.raises(Uncertain, match="did not answer"):
        await mail(silent_port).send(LETTER, deadline=0.3)
