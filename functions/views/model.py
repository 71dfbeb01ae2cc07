"""What a saved view is, and who may see and change it."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import StringConstraints, model_validator

from functions.access.model import Principal, Role
from functions.tickets.ordering import NEWEST_FIRST, Order
from shared.errors import Forbidden
from shared.value import Instant, Storable, Value


class Scope(StrEnum):
    """Whose view it is."""

    PERSONAL = "personal"
    GROUP = "group"
    ALL = "all"


class Wording(Value):
    """What a view is called, which tickets it shows in which order, and for whom."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), Storable
    ]
    query: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Storable
    ]
    order: Order = NEWEST_FIRST
    scope: Scope = Scope.PERSONAL
    group: Annotated[str, StringConstraints(min_length=1, max_length=100), Storable] | None = None

    @model_validator(mode="after")
    def _a_group_has_a_name(self) -> Self:
        if (self.scope is Scope.GROUP) != (self.group is not None):
            raise ValueError("scope group and group go together: give both or neither")
        return self


class View(Wording):
    """Conditions on tickets that somebody keeps."""

    id: UUID
    owner: str
    version: int
    updated_at: Instant


def may_be_seen(view: View, who: Principal) -> bool:
    """By whom it is for, and by whoever made it."""
    shown = {
        Scope.PERSONAL: False,
        Scope.GROUP: view.group in who.groups,
        Scope.ALL: True,
    }
    return view.owner == who.id or shown[view.scope]


def check_may_keep(wording: Wording, who: Principal) -> None:
    """Raise `Forbidden` unless they may make such a view: what all see is for supervisors."""
    if wording.scope is Scope.GROUP and wording.group in who.groups:
        return
    if wording.scope is not Scope.PERSONAL and not who.may_act_as(Role.SUPERVISOR):
        raise Forbidden(
            f"Only supervisors make views for {wording.group or 'all'}. "
            "Keep it for yourself, or for a group that you belong to.",
            needs=Role.SUPERVISOR,
        )


def check_may_change(view: View, who: Principal) -> None:
    """Raise `Forbidden` unless it is theirs, or shared and they are a supervisor."""
    shared = view.scope is not Scope.PERSONAL
    if view.owner != who.id and not (shared and who.may_act_as(Role.SUPERVISOR)):
        raise Forbidden(
            "Somebody else made this view. Make one of your own from it.", needs=Role.SUPERVISOR
        )
