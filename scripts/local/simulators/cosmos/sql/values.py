"""Values of the query language: JSON and `undefined`, how they compare and how they sort.

Source: learn.microsoft.com/azure/cosmos-db/nosql/query (scalar expressions, ORDER BY).
"""

from typing import Any, Final


class Undefined:
    """What a path is that leads nowhere. Whatever is done to it stays undefined."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Final = Undefined()
KINDS = (Undefined, type(None), bool, float, str, list, dict)


def rank(value: Any) -> int:
    """The place of the value's kind when different kinds are sorted."""
    kind = float if type(value) is int else type(value)
    return KINDS.index(kind)


def compared(one: Any, other: Any) -> int:
    """-1, 0 or 1 as one sorts before the other, like it, or after it. Every kind has a place."""
    if rank(one) != rank(other):
        return -1 if rank(one) < rank(other) else 1
    if isinstance(one, Undefined | None | dict | list) or one == other:
        return 0
    return -1 if one < other else 1


def equal(one: Any, other: Any) -> Any:
    """Whether they are the same; undefined where one of them is, false for different kinds."""
    if one is UNDEFINED or other is UNDEFINED:
        return UNDEFINED
    return rank(one) == rank(other) and one == other


def ordered(one: Any, other: Any) -> Any:
    """How they compare, for `<` and its like: undefined unless both are of one kind of scalar."""
    comparable = rank(one) == rank(other) and isinstance(one, str | int | float | None)
    return compared(one, other) if comparable else UNDEFINED
