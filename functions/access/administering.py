"""People, groups, tokens and the audit over HTTP: what admins see and change of who may do what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.routing import iter_route_contexts
from pydantic import Field

from functions.access import service
from functions.access import tokens as issuing
from functions.access.api import Admin, Seen, Wired, tagged
from functions.access.model import (
    Account,
    Changing,
    Founding,
    Group,
    Joining,
    Naming,
    Token,
    Wish,
)
from functions.access.tokens import Issued, Office
from functions.audit import service as audit
from functions.audit.model import Entry, Verification, Wanted
from shared.value import Text, Value

users = APIRouter(prefix="/api/v1/users", tags=["access"])
groups = APIRouter(prefix="/api/v1/groups", tags=["access"])
tokens = APIRouter(prefix="/api/v1/tokens", tags=["access"])
log = APIRouter(prefix="/api/v1/audit", tags=["access"])

ROOT = "/api/v1"
Limit = Annotated[int, Query(ge=1, le=200)]


class Listing[T](Value):
    """Some of a list. `cursor` is what to ask for more with, if there is more."""

    items: list[T]
    cursor: str | None = None


async def _office(wired: Wired) -> Office:
    return Office(db=wired.db, clock=wired.clock, secrets=wired.secrets, memory=wired.memory)


AtOffice = Annotated[Office, Depends(_office)]


def _areas(request: Request) -> frozenset[str]:
    """What tokens may be for: the first words of the addresses that the app serves."""
    paths = (each.path or "" for each in iter_route_contexts(request.app.routes))
    return frozenset(path.split("/")[3] for path in paths if path.startswith(f"{ROOT}/"))


Areas = Annotated[frozenset[str], Depends(_areas)]


def _listing[T](found: list[T], limit: int, cursors: list[str]) -> Listing[T]:
    more = len(found) > limit
    return Listing(items=found[:limit], cursor=cursors[limit - 1] if more else None)


@users.get("")
async def get_users(
    who: Admin,
    wired: Wired,
    cursor: Annotated[Text, Query(max_length=200)] = "",
    limit: Limit = 50,
) -> Listing[Account]:
    """Whoever an admin has written down, by name."""
    found = await service.accounts(wired.db, after=cursor.lower(), limit=limit + 1)
    return _listing(found, limit, [each.name for each in found])


@users.post("", status_code=201)
async def post_user(who: Admin, wired: Wired, joining: Joining, response: Response) -> Account:
    """Write somebody down, by the name they sign in with."""
    account = await service.join(wired.db, wired.clock, joining, who)
    response.headers["location"] = f"{users.prefix}/{account.id}"
    return tagged(account, response)


@users.get("/{user_id}")
async def get_user(who: Admin, wired: Wired, user_id: UUID, response: Response) -> Account:
    """One of them."""
    return tagged(await service.account(wired.db, user_id), response)


@users.patch("/{user_id}")
async def patch_user(
    who: Admin, wired: Wired, user_id: UUID, changing: Changing, seen: Seen, response: Response
) -> Account:
    """Give or take roles and groups; `active` false shuts them out."""
    account = await service.change(wired.db, wired.clock, user_id, changing, seen, who=who)
    wired.memory.forget(("account", account.name.lower()))
    return tagged(account, response)


@groups.get("")
async def get_groups(who: Admin, wired: Wired) -> Listing[Group]:
    """All of them, by name."""
    return Listing(items=await service.groups(wired.db))


@groups.post("", status_code=201)
async def post_group(who: Admin, wired: Wired, founding: Founding, response: Response) -> Group:
    """Write a group down."""
    group = await service.found(wired.db, wired.clock, founding, who)
    response.headers["location"] = f"{groups.prefix}/{group.id}"
    return tagged(group, response)


@groups.put("/{group_id}")
async def put_group(
    who: Admin, wired: Wired, group_id: UUID, naming: Naming, seen: Seen, response: Response
) -> Group:
    """Let it read like that; its key stays."""
    return tagged(
        await service.rename(wired.db, wired.clock, group_id, naming, seen, who=who), response
    )


@groups.delete("/{group_id}", status_code=204)
async def delete_group(who: Admin, wired: Wired, group_id: UUID, seen: Seen) -> Response:
    """Nobody is in it any more."""
    await service.dissolve(wired.db, wired.clock, group_id, seen, who=who)
    return Response(status_code=204)


@tokens.get("")
async def get_tokens(
    who: Admin, wired: Wired, cursor: UUID | None = None, limit: Limit = 50
) -> Listing[Token]:
    """All that were ever issued, the newest first; no secrets."""
    found = await issuing.tokens(wired.db, before=cursor, limit=limit + 1)
    return _listing(found, limit, [str(each.id) for each in found])


@tokens.post("", status_code=201)
async def post_token(who: Admin, office: AtOffice, wish: Wish, areas: Areas) -> Issued:
    """A token for a program. Its `secret` is told this once."""
    return await issuing.issue(office, wish, who, areas=areas)


@tokens.delete("/{token_id}", status_code=204)
async def delete_token(who: Admin, office: AtOffice, token_id: UUID) -> Response:
    """Take it back for good."""
    await issuing.revoke(office, token_id, who)
    return Response(status_code=204)


class Looking(Value):
    """Which entries, the newest first."""

    actor: Text | None = Field(None, max_length=200)
    action: Text | None = Field(None, max_length=100)
    subject: Text | None = Field(None, max_length=200)
    cursor: int | None = Field(None, ge=1, le=2**62)
    limit: int = Field(50, ge=1, le=200)


@log.get("")
async def get_audit(
    who: Admin, wired: Wired, looking: Annotated[Looking, Query()]
) -> Listing[Entry]:
    """Who changed what."""
    asked = looking.model_dump(exclude={"cursor", "limit"})
    wanted = Wanted(**asked, before=looking.cursor, limit=looking.limit + 1)
    found = await audit.entries(wired.db, wanted)
    return _listing(found, looking.limit, [str(each.position) for each in found])


@log.get("/verification")
async def get_verification(who: Admin, wired: Wired) -> Verification:
    """Whether all that was sealed is as it was then."""
    return await audit.verify(wired.db)
