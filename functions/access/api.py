"""Lets a route say who may use it and what they must have seen; tells who is signed in."""

import re
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant

from functions.access import entering, once
from functions.access.entering import Door, Shown
from functions.access.model import Principal, Role
from functions.access.once import Asked
from functions.access.tokens import Office
from shared.errors import Forbidden, Invalid, Unconditional
from shared.value import Value
from shared.wiring import Deps, deps

KEY = re.compile(r"[!-~]{1,200}")
"""What tells one request of somebody from another: as the routes that take the key say."""
READS = {"GET": "read", "HEAD": "read"}
"""What a token needs to be for; every other method writes."""

Wired = Annotated[Deps, Depends(deps)]

router = APIRouter(prefix="/api/v1/me", tags=["access"])


class Versioned(Protocol):
    """What people change, version by version."""

    @property
    def version(self) -> int:
        """Counts its changes."""


async def signed_in(request: Request, wired: Wired) -> Principal:
    """Anybody who signed in, with a token or as Azure says."""
    headers = request.headers
    shown = Shown(
        token=headers.get("x-api-key"),
        passport=headers.get("x-agent-token"),
        principal=headers.get("x-ms-client-principal"),
    )
    office = Office(db=wired.db, clock=wired.clock, secrets=wired.secrets, memory=wired.memory)
    door = Door(
        office=office,
        passports=wired.passports,
        signed_in_by_azure=wired.settings.signed_in_by_azure,
    )
    who = await entering.who(door, shown)
    await entering.check_pace(wired.limits, wired.settings.limits, wired.clock, who)
    if shown.is_a_cookies and request.method not in READS and _is_of_another_site(request):
        raise Forbidden("Another site has asked for this in your name. Do it on our own page.")
    if who.scopes is not None:
        who.require_scope(request.url.path.split("/")[3], READS.get(request.method, "write"))
    if "idempotency-key" in headers and _is_once(request):
        asked = Asked(
            owner=who.id,
            key=_key(headers["idempotency-key"]),
            address=str(request.url.path),
            body=await request.body(),
        )
        request.state.once = await once.claim(wired.db, wired.clock, asked)
    return who


def _key(shown: str) -> str:
    if KEY.fullmatch(shown) is None:
        problem = "give 1 to 200 visible characters of ASCII, another for each request"
        errors = [{"field": "idempotency-key", "problem": problem}]
        raise Invalid(f"Idempotency-Key: {problem}.", errors=errors)
    return shown


def _is_of_another_site(request: Request) -> bool:
    """What browsers say of a request that a page elsewhere has made with somebody's cookie."""
    return request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def _is_once(request: Request) -> bool:
    """Whether it makes something, and nobody else sees to it that it does so once.

    Routes that take the key themselves keep it with what they make, in one transaction. Files are
    not kept in memory to be compared.
    """
    if request.method != "POST" or "multipart" in request.headers.get("content-type", ""):
        return False
    return not _takes_key(request.scope["route"].dependant)


def _takes_key(wanted: Dependant) -> bool:
    own = any(field.alias == "idempotency-key" for field in wanted.header_params)
    return own or any(map(_takes_key, wanted.dependencies))


SignedIn = Annotated[Principal, Depends(signed_in)]


async def _requester(who: SignedIn) -> Principal:
    who.require(Role.REQUESTER)
    return who


async def _agent(who: SignedIn) -> Principal:
    who.require(Role.AGENT)
    return who


async def _supervisor(who: SignedIn) -> Principal:
    who.require(Role.SUPERVISOR)
    return who


async def _admin(who: SignedIn) -> Principal:
    who.require(Role.ADMIN)
    return who


Requester = Annotated[Principal, Depends(_requester)]
Agent = Annotated[Principal, Depends(_agent)]
Supervisor = Annotated[Principal, Depends(_supervisor)]
Admin = Annotated[Principal, Depends(_admin)]


async def seen_version(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version that a change was made from: the ETag of the answer it was read in.

    A proxy that compresses may have made it a weak one. `*` is refused: it has seen nothing.
    """
    if if_match is None:
        raise Unconditional(
            'Send the ETag that came with what you change as If-Match, like "3", '
            "so that nobody's change is lost."
        )
    version = re.fullmatch(r'(?:W/)?"(\d{1,9})"', if_match.strip())
    if version is None:
        problem = 'give the ETag as it came, quotation marks included, like "3"'
        errors = [{"field": "if-match", "problem": problem}]
        raise Invalid(f"If-Match: {problem}.", errors=errors)
    return int(version[1])


async def version_or_none(
    if_match: Annotated[str | None, Header()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> int:
    """The same; 0 where `If-None-Match: *` says that there is none yet."""
    if if_none_match is not None and if_none_match.strip() == "*":
        return 0
    return await seen_version(if_match)


Seen = Annotated[int, Depends(seen_version)]
SeenOrNone = Annotated[int, Depends(version_or_none)]


def tagged[T: Versioned](found: T, response: Response) -> T:
    """The answer with the ETag that its next change needs."""
    response.headers["etag"] = f'"{found.version}"'
    return found


class Me(Value):
    """Who is signed in."""

    id: str
    name: str
    roles: list[Role]
    groups: list[str]
    sees_all: bool


@router.get("")
async def get_me(who: SignedIn) -> Me:
    """Who am I, and what may I do?"""
    return Me(
        id=who.id,
        name=who.name,
        roles=sorted(who.roles),
        groups=sorted(who.groups),
        sees_all=who.sight is None,
    )
