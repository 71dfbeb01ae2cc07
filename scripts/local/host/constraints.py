"""What a route parameter may look like: ASP.NET Core's inline constraints.

https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-constraints
"""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation

type Constraint = Callable[[str], bool]

_RULE = re.compile(r":(\w+)(?:\(((?:[^()]|\([^()]*\))*)\))?")


def read(rules: str) -> list[Constraint]:
    """The checks that text like `:int:min(1)` asks for. Raises ValueError for an unknown one."""
    return [_constraint(name, argument) for name, argument in _RULE.findall(rules)]


def _constraint(name: str, argument: str) -> Constraint:
    made = _KINDS.get(name.lower())
    if made is None:
        raise ValueError(f"The constraint reference '{name}' could not be resolved to a type.")
    return made(argument)


def _parses(parse: Callable[[str], object]) -> Callable[[str], Constraint]:
    def fits(text: str) -> bool:
        try:
            parse(text)
        except (ValueError, InvalidOperation):
            return False
        return True

    return lambda _: fits


def _whole(bits: int) -> Callable[[str], Constraint]:
    def fits(text: str) -> bool:
        return bool(re.fullmatch(r"[+-]?\d+", text)) and -(2 ** (bits - 1)) <= int(text) < 2 ** (
            bits - 1
        )

    return lambda _: fits


def _length(argument: str) -> Constraint:
    least, _, most = argument.partition(",")
    return lambda text: int(least) <= len(text) <= int(most or least)


def _between(argument: str) -> Constraint:
    least, _, most = argument.partition(",")
    return lambda text: _is_whole(text) and int(least) <= int(text) <= int(most)


def _is_whole(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", text) is not None


def _regex(argument: str) -> Constraint:
    """Braces are doubled in a template, so that they are no parameter."""
    shape = re.compile(argument.replace("{{", "{").replace("}}", "}"), re.IGNORECASE)
    return lambda text: shape.search(text) is not None


_KINDS: dict[str, Callable[[str], Constraint]] = {
    "int": _whole(32),
    "long": _whole(64),
    "bool": lambda _: lambda text: text.lower() in {"true", "false"},
    "guid": _parses(uuid.UUID),
    "decimal": _parses(Decimal),
    "double": _parses(float),
    "float": _parses(float),
    "datetime": _parses(datetime.fromisoformat),
    "alpha": lambda _: lambda text: re.fullmatch(r"[a-zA-Z]*", text) is not None,
    "required": lambda _: bool,
    "minlength": lambda argument: lambda text: len(text) >= int(argument),
    "maxlength": lambda argument: lambda text: len(text) <= int(argument),
    "length": _length,
    "min": lambda argument: lambda text: _is_whole(text) and int(text) >= int(argument),
    "max": lambda argument: lambda text: _is_whole(text) and int(text) <= int(argument),
    "range": _between,
    "regex": _regex,
}
