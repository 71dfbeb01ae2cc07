"""What is shown of the tickets that people are rung about: of those out of sight, nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from functions.access.model import Sight
from functions.campaigns.model import Member
from functions.tickets import sight as sights
from shared.db.pool import Connection

NUMBER = re.compile(r"\bINC\d{7,12}\b")
TITLE = "title"
"""What a script knows of a ticket beside its number."""
LEFT_OUT = "…"
"""What stands in its place where a sentence is shown."""

type Variables = Mapping[str, Any]


async def left_out(
    conn: Connection, some: Sequence[Variables], sight: Sight | None
) -> list[set[str]]:
    """Of what is known of each, the names of what tells of a ticket that somebody does not see."""
    if sight is None:
        return [set() for _ in some]
    named = {number for each in some for value in each.values() for number in _named(value)}
    unseen = await sights.unseen(conn, named, sight) if named else set()
    return [_telling(each, unseen) for each in some]


def _named(value: object) -> list[str]:
    return NUMBER.findall(str(value))


def _telling(variables: Variables, unseen: set[str]) -> set[str]:
    found = {name for name, value in variables.items() if unseen.intersection(_named(value))}
    return found | ({TITLE} & variables.keys() if found else set())


async def shown(conn: Connection, members: Sequence[Member], sight: Sight | None) -> list[Member]:
    """The same people, without that."""
    out = await left_out(conn, [each.variables for each in members], sight)
    return [_without(*each) for each in zip(members, out, strict=True)]


def _without(member: Member, names: set[str]) -> Member:
    kept = {name: value for name, value in member.variables.items() if name not in names}
    return member.model_copy(update={"variables": kept})


async def is_about_unseen(conn: Connection, member: Member, sight: Sight | None) -> bool:
    """Whether they are rung about a ticket that somebody does not see."""
    return bool((await left_out(conn, [member.variables], sight))[0])
