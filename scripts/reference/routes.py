"""The API's routes as pages: one a tag, from the app's own OpenAPI."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.reference.shapes import Schema, described, named, table, told
from shared.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Stale,
    TooMany,
    Unauthenticated,
    Unconditional,
)

BY_ITSELF = "anybody: it sees by itself who asks"
"""Who may use a route before which nobody signs in."""
OTHERWISE = {
    "if-match": "the `ETag` of what is changed; never left out",
    "if-none-match": "`*`, in its place, where there is none yet",
}
"""What OpenAPI cannot say: left out, it is 428, which is no 422."""
WRITES = frozenset({"post", "put", "patch", "delete"})


class Unlisted(Exception):
    """A route that nobody has said of who may use it."""


def pages(openapi: Schema, may: Mapping[str, str], public: frozenset[str]) -> dict[str, str]:
    """A page for each tag, by its name.

    `may` is the smallest role of each route behind the sign-in, `public` are the paths before it.
    Raises `Unlisted`.
    """
    found: dict[str, list[str]] = {}
    shapes: dict[str, set[str]] = {}
    for path, methods in openapi["paths"].items():
        for method, route in methods.items():
            (tag,) = route["tags"]
            who = BY_ITSELF if path in public else _role(may, method, path)
            found.setdefault(tag, []).extend(_route(method, path, route, who))
            shapes.setdefault(tag, set()).update(named(route))
    known = openapi["components"]["schemas"]
    return {tag: _page(tag, found[tag], known, shapes[tag]) for tag in found}


def _role(may: Mapping[str, str], method: str, path: str) -> str:
    name = f"{method.upper()} {path.removeprefix('/api/v1')}"
    if name not in may:
        raise Unlisted(f"Nobody has said who may {name}.")
    return may[name]


def _page(tag: str, routes: list[str], known: Mapping[str, Schema], used: set[str]) -> str:
    lines = [f"# {tag}", "", *routes]
    if shapes := sorted(_all(known, used)):
        lines += ["## Shapes", ""]
        lines += [line for name in shapes for line in described(name, known[name])]
    return "\n".join(lines) + "\n"


def _all(known: Mapping[str, Schema], used: set[str]) -> set[str]:
    """Those, and whatever they name in turn."""
    found: set[str] = set()
    while used:
        found |= used
        used = {name for each in used for name in named(known[each])} - found
    return found


def _route(method: str, path: str, route: Schema, who: str) -> Iterator[str]:
    yield f"## `{method.upper()} {path}`"
    yield ""
    yield f"{route['description']}\n"
    yield f"*Who may:* {who}\n"
    if parameters := route.get("parameters"):
        rows = [_parameter(each) for each in parameters]
        yield from table(("given", "where", "what it holds", ""), rows)
    if body := route.get("requestBody"):
        yield f"*Body:* {_content(body)}\n"
    good = {status: each for status, each in route["responses"].items() if int(status[0]) < 4}  # noqa: PLR2004 - where errors begin
    yield from (f"*{status}:* {_content(each) or 'no body'}\n" for status, each in good.items())
    yield f"*Errors:* {', '.join(_linked(each) for each in _errors(method, path, route, who))}\n"


def _parameter(each: Schema) -> Sequence[str]:
    otherwise = OTHERWISE.get(each["name"], "" if each["required"] else "may be left out")
    if (default := each["schema"].get("default")) is not None:
        otherwise = f"else `{default}`"
    return f"`{each['name']}`", each["in"], told(each["schema"]), otherwise


def _content(part: Schema) -> str:
    found = [
        f"{told(each['schema'])} as `{kind}`" if each.get("schema") else f"`{kind}`"
        for kind, each in part.get("content", {}).items()
    ]
    return ", or ".join(found)


def _errors(method: str, path: str, route: Schema, who: str) -> Iterator[type[Problem]]:
    """Those that may come by what a route takes. Vendors' come besides, where one is asked."""
    given = {each["name"] for each in route.get("parameters", ())}
    if who != BY_ITSELF:
        yield from (Unauthenticated, Forbidden)
    if "{" in path:
        yield NotFound
    if method in WRITES:
        yield Conflict
    if "if-match" in given:
        yield from (Stale, Unconditional)
    if given or "requestBody" in route:
        yield Invalid
    if who != BY_ITSELF:
        yield TooMany


def _linked(problem: type[Problem]) -> str:
    return f"[{problem.status}](../index.md#{problem.slug})"


def problems() -> Iterator[str]:
    """The table of all errors with a name."""
    rows = [
        (f"<a id='{each.slug}'></a>{each.status}", each.title, f"`/problems/{each.slug}`", words)
        for each in sorted(_kinds(Problem), key=lambda each: each.status)
        if (words := (each.__doc__ or "").partition("\n")[0])
    ]
    return table(("status", "title", "type", "when"), rows)


def _kinds(kind: type[Problem]) -> set[type[Problem]]:
    """It and those made from it that are the same for everybody: the ones in `shared.errors`."""
    ours: Any = {each for each in kind.__subclasses__() if each.__module__ == Problem.__module__}
    return {kind}.union(*(_kinds(each) for each in ours))
