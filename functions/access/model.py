"""Who may call on us, and what each of their roles allows."""

import base64
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.audit.model import By
from shared.errors import Conflict, Forbidden, Unauthenticated
from shared.records import Record
from shared.value import Instant, Storable, Value


class Role(StrEnum):
    """What somebody is here. Static Web Apps calls the same words custom roles."""

    REQUESTER = "requester"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


ROLES = frozenset(Role)
GROUP = "group_"
ALLOWS = {
    Role.REQUESTER: {Role.REQUESTER},
    Role.AGENT: {Role.REQUESTER, Role.AGENT},
    Role.SUPERVISOR: {Role.REQUESTER, Role.AGENT, Role.SUPERVISOR},
    Role.ADMIN: set(Role),
}


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable
]
GroupKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Scope = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z.-]{0,40}):(read|write)$")]
ALL = "*"
"""The area of a scope that is all of them."""


class Sight(Value):
    """What somebody sees who does not see all tickets: those of these groups, and their own."""

    name: str
    groups: frozenset[str]


class Principal(Value):
    """Somebody who signed in: `name` is what a colleague would recognise.

    `groups` are those they work in. `sight` is empty for whoever sees all tickets, `scopes` for
    whoever is not a program with a token.
    """

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()
    sight: Sight | None = None
    scopes: frozenset[str] | None = None

    def may_act_as(self, role: Role) -> bool:
        """Whether one of their roles includes that one."""
        return any(role in ALLOWS[own] for own in self.roles)

    def require(self, role: Role) -> None:
        """Raise `Forbidden` unless they may act as that role."""
        if not self.may_act_as(role):
            raise Forbidden(f"This needs the role {role}.", needs=role)

    def require_scope(self, area: str, deed: str) -> None:
        """Raise `Forbidden` where a token is not for that: `tickets`, `read`."""
        if self.scopes is None or {f"{area}:{deed}", f"{ALL}:{deed}"} & self.scopes:
            return
        needs = f"{area}:{deed}"
        raise Forbidden(f"This token is not for that: it needs the scope {needs}.", needs=needs)

    def seeing(self, own_alone: Collection[str]) -> "Principal":
        """With what they see, where groups show their agents their own tickets alone.

        Supervisors see everything, and so do agents of none of these groups.
        """
        if self.may_act_as(Role.SUPERVISOR) or not self.groups.intersection(own_alone):
            return self
        return self.model_copy(update={"sight": Sight(name=self.name, groups=self.groups)})

    @property
    def by(self) -> By:
        """As the audit names them."""
        return By(id=self.id, name=self.name)


def principal(header: str | None) -> Principal:
    """Read `x-ms-client-principal`, which Static Web Apps puts on every request it lets through.

    The header is worth nothing on an app that anybody can reach: it is read only where Azure's
    sign-in stands before us (learn.microsoft.com/azure/static-web-apps/user-information).
    """
    if not header:
        raise Unauthenticated("Sign in to use this.")
    try:
        told = json.loads(base64.b64decode(header, validate=True))
        return _with_roles(told["userId"], told["userDetails"], told["userRoles"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unauthenticated("The sign-in header cannot be read. Sign in again.") from error


def bearer(claims: Mapping[str, Any]) -> Principal:
    """Whom a token of Entra is for. Its app roles are called as those of Static Web Apps."""
    try:
        name = claims.get("preferred_username") or claims["oid"]
        return _with_roles(claims["oid"], name, claims.get("roles", []))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unauthenticated("This token does not say who you are. Sign in again.") from error


def _with_roles(id_: str, name: str, roles: Collection[str]) -> Principal:
    known = frozenset(Role(each) for each in roles if each in ROLES)
    groups = frozenset(each.removeprefix(GROUP) for each in roles if each.startswith(GROUP))
    return Principal(id=id_, name=name, roles=known, groups=groups)


class Standing(Value):
    """What an admin has said of somebody."""

    roles: frozenset[Role] = Field(max_length=len(Role))
    groups: frozenset[GroupKey] = Field(default=frozenset(), max_length=50)
    active: bool = True


class Joining(Standing):
    """Somebody as an admin writes them down, by the name they sign in with."""

    name: Name


class Account(Joining, Record):
    """Somebody as they are kept."""


class Changing(Value):
    """What of somebody shall be different; what is not given stays."""

    roles: frozenset[Role] | None = None
    groups: frozenset[GroupKey] | None = Field(None, max_length=50)
    active: bool | None = None


def as_changed(account: Account, change: Changing) -> Account:
    """Somebody as they shall be, one version on."""
    given = change.model_dump(exclude_none=True)
    return account.model_copy(update={**given, "version": account.version + 1})


def check_stays(after: Account, who: Principal) -> None:
    """Raise `Conflict` for an admin who would shut themselves out: another has to do that."""
    themselves = after.name.lower() == who.name.lower()
    if themselves and (not after.active or Role.ADMIN not in after.roles):
        raise Conflict("You would shut yourself out. Ask another admin to do this.")


class Visibility(StrEnum):
    """Which tickets agents of a group see: all, or those of their groups and their own."""

    ALL = "all"
    OWN = "own"


class Naming(Value):
    """What of a group can change."""

    name: Name
    visibility: Visibility = Visibility.ALL


class Founding(Naming):
    """A group as an admin writes it down. Sign-in roles name it `group_` and the key."""

    key: GroupKey


class Group(Founding, Record):
    """A group as it is kept."""


class Wish(Value):
    """A token as an admin asks for it: what for, as which role, until when."""

    name: Name
    role: Role
    scopes: frozenset[Scope] = Field(min_length=1, max_length=50)
    groups: frozenset[GroupKey] = Field(default=frozenset(), max_length=50)
    expires_at: Instant


class Token(Wish):
    """A token as it is kept: all but the secret."""

    id: UUID
    prefix: str
    created_by: str
    created_at: Instant
    last_used_at: Instant | None = None
    revoked_at: Instant | None = None

    def is_good(self, now: datetime) -> bool:
        """Neither taken back nor too old."""
        return self.revoked_at is None and now < self.expires_at

    def holder(self) -> Principal:
        """Whoever shows it."""
        return Principal(
            id=f"token:{self.id}",
            name=self.name,
            roles=frozenset({self.role}),
            groups=self.groups,
            scopes=self.scopes,
        )


class Answer(Value):
    """What a request was answered with, as it went out."""

    status: int
    headers: dict[str, str]
    body: bytes
