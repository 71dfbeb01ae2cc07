from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.cosmos.sql import UNDEFINED, compared, read
from scripts.local.simulators.cosmos.sql.grammar import condition
from scripts.local.simulators.cosmos.sql.values import rank

WORDS = (
    "SELECT VALUE TOP FROM WHERE ORDER BY OFFSET LIMIT AND OR NOT IN BETWEEN AS ASC DESC DISTINCT",
    "COUNT LOWER IS_DEFINED CONTAINS true null undefined c c.a ['a'] [0] x @p @q 1 -2.5e3 'x' c.",
    "= != < >= ( ) , * . [ ] { } : ; 'open \\ % é 'a\\q' \"y\" 'it\\'s'",
)
PIECES = st.sampled_from([word for line in WORDS for word in line.split()])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.just(UNDEFINED),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=5,
)


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=30))
def test_whatever_is_asked_is_understood_or_refused(text: str) -> None:
    for ask in (lambda: read(text, {"@p": 1}), lambda: condition(text)):
        with suppress(Refusal):
            ask()


@given(st.lists(PIECES, max_size=9).map(" ".join), VALUES)
def test_what_is_understood_can_be_told_of_every_document(text: str, body: Any) -> None:
    with suppress(Refusal):
        query = read(f"SELECT VALUE {text} FROM c WHERE {text}", {"@p": [{"a": {}}]})
        document = {"a": body, "x": 1}
        assert rank(query.shape(document)) == rank(query.where(document))


@given(VALUES, VALUES, VALUES)
def test_every_kind_of_value_has_its_place_in_an_order(one: Any, two: Any, three: Any) -> None:
    assert compared(one, two) == -compared(two, one)
    if compared(one, two) <= 0 and compared(two, three) <= 0:
        assert compared(one, three) <= 0


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("c.n = 1", [True, False, False, UNDEFINED]),
        ("c.n != 1", [False, True, True, UNDEFINED]),
        ("c.n < 2", [True, UNDEFINED, UNDEFINED, UNDEFINED]),
        ("c.n = 1 OR true", [True, True, True, True]),
        ("c.n = 1 AND false", [False, False, False, False]),
        ("c.n = 1 OR false", [True, False, False, UNDEFINED]),
        ("NOT (c.n < 2)", [False, UNDEFINED, UNDEFINED, UNDEFINED]),
        ("c.n OR c.n = 1", [True, UNDEFINED, UNDEFINED, UNDEFINED]),
        ("ARRAY_CONTAINS([1, null], c.n)", [True, False, True, UNDEFINED]),
        ("c.n IN (1, '1')", [True, True, False, UNDEFINED]),
    ],
)
def test_undefined_goes_through_a_condition(condition: str, told: list[Any]) -> None:
    where = read(f"SELECT * FROM c WHERE {condition}", {}).where
    assert [where(body) for body in ({"n": 1}, {"n": "1"}, {"n": None}, {})] == told
