"""Who may call on us, and what each of their roles allows."""

import base64
import json
from enum import StrEnum

from pydantic import Field

from shared.errors import Forbidden, Unauthenticated
from shared.value import Value


class Role(StrEnum):
    """What somebody is here. Static Web Apps calls the same words custom roles."""

    REQUESTER = "requester"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


EVERYBODYS = {"anonymous", "authenticated"}  # roles that Static Web Apps gives by itself
ALLOWS = {
    Role.REQUESTER: {Role.REQUESTER},
    Role.AGENT: {Role.REQUESTER, Role.AGENT},
    Role.SUPERVISOR: {Role.REQUESTER, Role.AGENT, Role.SUPERVISOR},
    Role.ADMIN: set(Role),
}


class Principal(Value):
    """Somebody who signed in: `name` is what a colleague would recognise.

    `groups` are their other roles, which say with whom they work and allow nothing.
    """

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()

    def may_act_as(self, role: Role) -> bool:
        """Whether one of their roles includes that one."""
        return any(role in ALLOWS[own] for own in self.roles)

    def require(self, role: Role) -> None:
        """Raise `Forbidden` unless they may act as that role."""
        if not self.may_act_as(role):
            raise Forbidden(f"This needs the role {role}.", needs=role)


def principal(header: str | None) -> Principal:
    """Read `x-ms-client-principal`, which Static Web Apps puts on every request it lets through.

    The header is worth nothing on an app that anybody can reach: only the app linked to the Static
    Web App serves the API (learn.microsoft.com/azure/static-web-apps/user-information).
    """
    if not header:
        raise Unauthenticated("Sign in to use this.")
    try:
        told = json.loads(base64.b64decode(header, validate=True))
        given = set(told["userRoles"])
        roles = frozenset(Role(role) for role in given & set(Role))
        groups = frozenset(given - set(Role) - EVERYBODYS)
        return Principal(id=told["userId"], name=told["userDetails"], roles=roles, groups=groups)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unauthenticated("The sign-in header cannot be read. Sign in again.") from error
