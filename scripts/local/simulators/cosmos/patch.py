"""Changes parts of a document: up to ten operations, all of them or none.

Source: learn.microsoft.com/azure/cosmos-db/partial-document-update.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.cosmos.sql.grammar import condition

MOST_OPERATIONS = 10
FIXED = frozenset({"id", "_rid", "_self", "_etag", "_ts", "_attachments"})


def patched(body: Mapping[str, Any], asked: Mapping[str, Any], key_path: str) -> dict[str, Any]:
    """The document with the operations done. 412 where its condition does not hold, 400 else."""
    if asked.get("condition") and condition(str(asked["condition"]))(body) is not True:
        raise Refusal(412, "The document does not meet the condition of the patch.")
    operations = asked.get("operations")
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST_OPERATIONS:
        raise Refusal(400, f"A patch has one to {MOST_OPERATIONS} operations.")
    changed: dict[str, Any] = copy.deepcopy(dict(body))
    for operation in operations:
        _do(changed, operation, key_path)
    return changed


def _do(body: dict[str, Any], operation: Mapping[str, Any], key_path: str) -> None:
    name, path = str(operation.get("op")), str(operation.get("path", ""))
    if name == "move":
        value = _removed(*_place(body, str(operation.get("from", "")), key_path))
        _added(*_place(body, path, key_path), value)
        return
    if name == "remove":
        _removed(*_place(body, path, key_path))
        return
    if name not in CHANGES:
        raise Refusal(400, f"A patch knows no operation {name!r}.")
    if "value" not in operation:
        raise Refusal(400, f"The operation {name} has no value.")
    CHANGES[name](*_place(body, path, key_path), operation["value"])


def _place(body: dict[str, Any], path: str, key_path: str) -> tuple[Any, str]:
    """Where a path ends: what holds it, and under which name."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")]
    if len(steps) < 2 or steps[0] or not steps[-1]:  # noqa: PLR2004  the empty one, and a name
        raise Refusal(400, f"The path {path!r} does not begin with a / and a name.")
    if steps[1] in FIXED or path == key_path:
        raise Refusal(400, f"The path {path} is not to be patched.")
    holder: Any = body
    for step in steps[1:-1]:
        holder = _within(holder, step, path)
    return holder, steps[-1]


def _within(holder: Any, step: str, path: str) -> Any:
    if isinstance(holder, dict) and step in holder:
        return holder[step]
    if isinstance(holder, list) and step.isdecimal() and int(step) < len(holder):
        return holder[int(step)]
    raise Refusal(400, f"The path {path} leads nowhere in the document.")


def _added(holder: Any, name: str, value: Any) -> None:
    """A new member, or one in place of another; in an array one more."""
    if isinstance(holder, dict):
        holder[name] = value
    elif isinstance(holder, list) and name == "-":
        holder.append(value)
    else:
        holder.insert(_index(holder, name, more=1), value)


def _set(holder: Any, name: str, value: Any) -> None:
    """As adding, but in an array the one at that place is replaced."""
    if isinstance(holder, list) and name != "-" and _index(holder, name, more=1) < len(holder):
        holder[int(name)] = value
        return
    _added(holder, name, value)


def _replaced(holder: Any, name: str, value: Any) -> None:
    if isinstance(holder, dict) and name in holder:
        holder[name] = value
    else:
        holder[_index(holder, name)] = value


def _raised(holder: Any, name: str, by: Any) -> None:
    """A number raised by another; one that is missing counts as none."""
    before = holder.get(name, 0) if isinstance(holder, dict) else holder[_index(holder, name)]
    if not (_is_number(before) and _is_number(by)):
        raise Refusal(400, f"incr takes a number, and {name} has to be one.")
    holder[name if isinstance(holder, dict) else int(name)] = before + by


def _removed(holder: Any, name: str) -> Any:
    if isinstance(holder, dict) and name in holder:
        return holder.pop(name)
    return holder.pop(_index(holder, name))


def _index(holder: Any, name: str, *, more: int = 0) -> int:
    """The place in an array that a name means."""
    if isinstance(holder, list) and name.isdecimal() and int(name) < len(holder) + more:
        return int(name)
    raise Refusal(400, f"There is no {name!r} to be patched.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


CHANGES: Mapping[str, Callable[[Any, str, Any], None]] = {
    "add": _added,
    "set": _set,
    "replace": _replaced,
    "incr": _raised,
}
