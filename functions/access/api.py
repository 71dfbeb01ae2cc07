"""Lets a route say who may use it and what they must have seen; tells who is signed in."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header

from functions.access.model import Principal, Role, principal
from shared.errors import Invalid, Unconditional
from shared.value import Value

router = APIRouter(prefix="/api/v1/me", tags=["access"])


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
    """The version that a change was made from: the ETag of the answer it was read in."""
    if if_match is None:
        raise Unconditional("Send If-Match with the ETag of the version you changed.")
    version = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    if version is None:
        raise Invalid("If-Match: give the ETag as it came, quotation marks included.")
    return int(version[1])


Seen = Annotated[int, Depends(seen_version)]


class Me(Value):
    """Who is signed in."""

    id: str
    name: str
    roles: list[Role]


@router.get("")
async def get_me(who: SignedIn) -> Me:
    """Who am I, and what may I do?"""
    return Me(id=who.id, name=who.name, roles=sorted(who.roles))
