"""Route templates, without a host."""

import pytest

from scripts.local.host.routes import Route, Router, Template


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("a/{b}", "/a/x", {"b": "x"}),
        ("a/{b?}", "/a", {}),
        ("a/{b=7}", "/a", {"b": "7"}),
        ("a/{b=7}", "/a/8", {"b": "8"}),
        ("a/{*rest}", "/a/b/c", {"rest": "b/c"}),
        ("a/{**rest}", "/a/b/c", {"rest": "b/c"}),
        ("{a}-{b}", "/x-y-z", {"a": "x-y", "b": "z"}),
        ("{name}.{ext?}", "/file", {"name": "file"}),
        ("v{version:int}/x", "/v12/x", {"version": "12"}),
        ("{id:regex(^\\d{{3}}$)}", "/123", {"id": "123"}),
        ("{when:datetime}", "/2027-03-01", {"when": "2027-03-01"}),
    ],
)
def test_a_path_that_fits_gives_values(template: str, path: str, values: dict[str, str]) -> None:
    assert Template(template).match(path) == values


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("a/{b}", "/a"),
        ("a/{b}", "/a/x/y"),
        ("{id:int}", "/2147483648"),
        ("{id:int:min(1)}", "/0"),
        ("{id:length(2,3)}", "/abcd"),
        ("{id:length(2)}", "/abc"),
        ("{id:alpha}", "/a1"),
        ("{id:bool}", "/yes"),
        ("{id:regex(^\\d{{3}}$)}", "/1234"),
        ("{n:range(1,5)}", "/6"),
        ("{n:long}", "/x"),
        ("{n:double}", "/x"),
    ],
)
def test_a_path_that_does_not_fit_gives_nothing(template: str, path: str) -> None:
    assert Template(template).match(path) is None


def test_a_number_of_64_bits_is_long() -> None:
    assert Template("{id:long}").match("/2147483648") == {"id": "2147483648"}


def test_a_constraint_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Template("{id:colour}")


def test_a_name_may_stand_once() -> None:
    with pytest.raises(ValueError, match="more than one time"):
        Template("{id}/{id}")


def a_router(*templates: str) -> Router[str]:
    return Router([Route(Template(each), None, each) for each in reversed(templates)])


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a/b", "a/b"), ("/a/1", "a/{n:int}"), ("/a/x", "a/{n}"), ("/a/x/y", "a/{*rest}")],
)
def test_the_order_of_registration_does_not_decide(path: str, expected: str) -> None:
    router = a_router("a/b", "a/{n:int}", "a/{n}", "a/{*rest}")
    found = router.find("GET", path)
    assert found
    assert found[0] == expected


def test_the_root_can_be_a_route() -> None:
    found = a_router("{*rest}").find("GET", "/")
    assert found == ("{*rest}", {})


def test_no_method_at_all_is_answered_by_no_route() -> None:
    """azure-functions-host#782: an empty list disallows all methods."""
    router = Router([Route(Template("a"), frozenset(), "a")])
    assert router.find("GET", "/a") is None
