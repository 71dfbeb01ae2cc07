"""Lets a route say who may use it and what they must have seen; tells who is signed in."""

import re
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Header, Response

from functions.access.model import Principal, Role, principal
from shared.errors import Invalid, Unconditional
from shared.value import Value

router = APIRouter(prefix="/api/v1/me", tags=["access"])


class Versioned(Protocol):
    """What people change, version by version."""

    @property
    def version(self) -> int:
        """Counts its changes."""


async def signed_in(x_ms_client_principal: Annotated[str | None, Header()] = None) -> Principal:
    """Anybody who signed in."""
    return principal(x_ms_client_principal)


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


@router.get("")
async def get_me(who: SignedIn) -> Me:
    """Who am I, and what may I do?"""
    return Me(id=who.id, name=who.name, roles=sorted(who.roles))
