import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.access.model import Principal, Role, principal
from shared.errors import Forbidden, Unauthenticated

TOLD = {"userId": "u1", "userDetails": "Ana", "userRoles": ["anonymous", "authenticated", "agent"]}
INCLUDES = {
    Role.REQUESTER: "requester",
    Role.AGENT: "requester agent",
    Role.SUPERVISOR: "requester agent supervisor",
    Role.ADMIN: "requester agent supervisor admin",
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def header(told: object) -> str:
    return base64.b64encode(json.dumps(told).encode()).decode()


def somebody(*roles: Role) -> Principal:
    return Principal(id="u1", name="Ana", roles=frozenset(roles))


@pytest.mark.parametrize("own", Role)
def test_a_role_includes_those_below_it_and_no_other(own: Role) -> None:
    assert [role for role in Role if somebody(own).may_act_as(role)] == INCLUDES[own].split()


def test_nobody_without_a_role_may_do_anything() -> None:
    assert [role for role in Role if somebody().may_act_as(role)] == []


def test_roles_add_up() -> None:
    assert somebody(Role.REQUESTER, Role.SUPERVISOR).may_act_as(Role.AGENT)


def test_what_is_forbidden_says_which_role_it_needs() -> None:
    with pytest.raises(Forbidden, match="needs the role supervisor") as refused:
        somebody(Role.AGENT).require(Role.SUPERVISOR)
    assert refused.value.body()["needs"] == "supervisor"


def test_the_header_tells_who_it_is_and_which_of_our_roles_they_have() -> None:
    assert principal(header(TOLD)) == somebody(Role.AGENT)


def test_claims_and_whatever_else_stands_in_the_header_do_not_matter() -> None:
    told = TOLD | {"identityProvider": "aad", "claims": [{"typ": "roles", "val": "admin"}]}
    assert principal(header(told)) == somebody(Role.AGENT)


@pytest.mark.parametrize("given_", [None, ""])
def test_nobody_is_told_to_sign_in(given_: str | None) -> None:
    with pytest.raises(Unauthenticated, match="Sign in"):
        principal(given_)


@pytest.mark.parametrize(
    "change",
    [
        {"userId": ""},
        {"userId": None},
        {"userId": 7},
        {"userId": "u" * 201},
        {"userDetails": ""},
        {"userDetails": ["Ana"]},
        {"userRoles": None},
        {"userRoles": 1},
        {"userRoles": [["admin"]]},
        {"userRoles": [{"admin": True}]},
    ],
)
def test_a_header_with_a_broken_part_signs_nobody_in(change: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated, match="Sign in again"):
        principal(header(TOLD | change))


@pytest.mark.parametrize("roles", ["admin", ["ADMIN"], ["admin "], {"administrator": True}, []])
def test_what_only_looks_like_a_role_is_none(roles: object) -> None:
    assert principal(header(TOLD | {"userRoles": roles})) == somebody()


@pytest.mark.parametrize("part", TOLD)
def test_a_header_that_lacks_a_part_signs_nobody_in(part: str) -> None:
    with pytest.raises(Unauthenticated, match="Sign in again"):
        principal(header({name: value for name, value in TOLD.items() if name != part}))


@given(st.text(min_size=1))
def test_a_header_that_is_nonsense_signs_nobody_in(nonsense: str) -> None:
    with pytest.raises(Unauthenticated):
        principal(nonsense)


@given(st.binary(min_size=1))
def test_nonsense_in_base64_signs_nobody_in(nonsense: bytes) -> None:
    with pytest.raises(Unauthenticated):
        principal(base64.b64encode(nonsense).decode())


@given(json_values)
def test_json_of_another_form_signs_nobody_in(told: object) -> None:
    with pytest.raises(Unauthenticated):
        principal(header(told))


def test_a_header_nested_without_end_signs_nobody_in() -> None:
    with pytest.raises(Unauthenticated):
        principal(base64.b64encode(b"[" * 100_000).decode())
