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


GROUP = "group_"
ALLOWS = {
    Role.REQUESTER: {Role.REQUESTER},
    Role.AGENT: {Role.REQUESTER, Role.AGENT},
    Role.SUPERVISOR: {Role.REQUESTER, Role.AGENT, Role.SUPERVISOR},
    Role.ADMIN: set(Role),
}


class Principal(Value):
    """Somebody who signed in: `name` is what a colleague would recognise.

    `groups` are those they work in, told by roles like `group_service_desk`. They allow nothing.
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
        known = frozenset(Role(r) for r in told["userRoles"] if r in set(Role))
        groups = frozenset(r.removeprefix(GROUP) for r in told["userRoles"] if r.startswith(GROUP))
        return Principal(id=told["userId"], name=told["userDetails"], roles=known, groups=groups)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unauthenticated("The sign-in header cannot be read. Sign in again.") from error
