"""Asks a deployed system what tells whether it is well, and closed where it must be."""

import argparse
import base64
import json
import sys
from collections.abc import Callable, Iterator

import httpx

from shared.errors import Problem
from shared.value import Value

FORGED = base64.b64encode(
    json.dumps({"userId": "smoke", "userDetails": "smoke", "userRoles": ["admin"]}).encode()
).decode()


class System(Value):
    """Its addresses. `agent` is the agent app's own, which must not answer by itself."""

    voice: str
    web: str | None = None
    agent: str | None = None


class NotWell(Problem):
    """Some answers are not what they should be."""

    title, slug = "Not well", "not-well"


class Question(Value):
    """A request, the answers that are right, and why they are."""

    method: str
    url: str
    right: tuple[int, ...]
    because: str
    forged: bool = False


def questions(system: System) -> Iterator[Question]:
    """In the order in which one would look for what is wrong."""
    voice = system.voice.rstrip("/")
    yield Question(method="GET", url=f"{voice}/health/live", right=(200,), because="it runs")
    ready = "it reaches PostgreSQL and the vault"
    yield Question(method="GET", url=f"{voice}/health/ready", right=(200,), because=ready)
    unsigned = "what Twilio did not sign is refused"
    inbound = f"{voice}/twilio/voice/inbound"
    yield Question(method="POST", url=inbound, right=(403,), because=unsigned)
    closed = "the API is not at the telephone's address, whoever one claims to be"
    me = f"{voice}/api/v1/me"
    yield Question(method="GET", url=me, right=(404,), because=closed, forged=True)
    if system.web:
        web = system.web.rstrip("/")
        yield Question(method="GET", url=f"{web}/", right=(200,), because="the web page is there")
        signed = "nobody is signed in"
        me = f"{web}/api/v1/me"
        yield Question(method="GET", url=me, right=(401, 302), because=signed)
        stripped = "what a visitor claims to be is not passed on"
        yield Question(method="GET", url=me, right=(401, 302), because=stripped, forged=True)
    if system.agent:
        direct = "only the web page may speak for somebody"
        me = f"{system.agent.rstrip('/')}/api/v1/me"
        yield Question(method="GET", url=me, right=(401, 403, 302), because=direct, forged=True)


def smoke(
    system: System, client: Callable[[], httpx.Client] = httpx.Client, *, tries: int = 5
) -> None:
    """Ask everything, and say how each went. Raises `NotWell`.

    A cold start or a gateway's 5xx is asked again: the system has just been put there.
    """
    wrong = []
    with client() as asking:
        for question in questions(system):
            status = _status(asking, question, tries)
            fine = status in question.right
            print(f"{'ok   ' if fine else 'WRONG'} {status} {question.url}: {question.because}")
            if not fine:
                wrong.append(question.url)
    if wrong:
        raise NotWell(f"Not as it should be: {', '.join(wrong)}")


def _status(asking: httpx.Client, question: Question, tries: int) -> int:
    """0 where nothing answers."""
    headers = {"x-ms-client-principal": FORGED} if question.forged else {}
    status = 0
    for _ in range(tries):
        try:
            answer = asking.request(question.method, question.url, headers=headers, timeout=20)
        except httpx.TransportError:
            continue
        status = answer.status_code
        if status in question.right or status < 500:  # noqa: PLR2004 - RFC 9110, 15.6
            break
    return status


def main() -> int:
    """Exit code 0 when every answer is right."""
    parser = argparse.ArgumentParser(prog="scripts/smoke", description=__doc__)
    parser.add_argument("voice", help="address of the voice app")
    parser.add_argument("--web", help="address of the web page")
    parser.add_argument("--agent", help="address of the agent app itself")
    chosen = parser.parse_args()
    try:
        smoke(System(voice=chosen.voice, web=chosen.web, agent=chosen.agent))
    except NotWell as problem:
        print(problem.detail, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
