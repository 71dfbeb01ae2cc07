"""The functions a query may call.

Source: learn.microsoft.com/azure/cosmos-db/nosql/query/system-functions.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scripts.local.simulators.cosmos.sql.values import UNDEFINED, equal, rank

type Values = Sequence[Any]


def _text(test: Callable[[str, str], bool]) -> Callable[[Values], Any]:
    def function(given: Values) -> Any:
        one, other, folded = (*given, False)[:3]
        if not (isinstance(one, str) and isinstance(other, str)):
            return UNDEFINED
        return test(one.lower(), other.lower()) if folded is True else test(one, other)

    return function


def _changed(change: Callable[[str], Any]) -> Callable[[Values], Any]:
    return lambda given: change(given[0]) if isinstance(given[0], str) else UNDEFINED


def _array_contains(given: Values) -> Any:
    array, wanted, partial = (*given, False)[:3]
    if not isinstance(array, list) or wanted is UNDEFINED:
        return UNDEFINED
    if partial is True and isinstance(wanted, dict):
        return any(isinstance(one, dict) and _holds(one, wanted) for one in array)
    return any(equal(one, wanted) is True for one in array)


def _holds(one: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(equal(one.get(name, UNDEFINED), value) is True for name, value in wanted.items())


def _is(*kinds: int) -> Callable[[Values], Any]:
    return lambda given: rank(given[0]) in kinds


FUNCTIONS: Mapping[str, tuple[range, Callable[[Values], Any]]] = {
    "IS_DEFINED": (range(1, 2), lambda given: given[0] is not UNDEFINED),
    "IS_NULL": (range(1, 2), _is(1)),
    "IS_BOOL": (range(1, 2), _is(2)),
    "IS_NUMBER": (range(1, 2), _is(3)),
    "IS_STRING": (range(1, 2), _is(4)),
    "IS_ARRAY": (range(1, 2), _is(5)),
    "IS_OBJECT": (range(1, 2), _is(6)),
    "STARTSWITH": (range(2, 4), _text(str.startswith)),
    "ENDSWITH": (range(2, 4), _text(str.endswith)),
    "CONTAINS": (range(2, 4), _text(str.__contains__)),
    "LOWER": (range(1, 2), _changed(str.lower)),
    "UPPER": (range(1, 2), _changed(str.upper)),
    "LENGTH": (range(1, 2), _changed(len)),
    "ARRAY_CONTAINS": (range(2, 4), _array_contains),
    "ARRAY_LENGTH": (
        range(1, 2),
        lambda given: len(given[0]) if isinstance(given[0], list) else UNDEFINED,
    ),
}
