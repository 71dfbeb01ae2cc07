"""Which function a request is for: ASP.NET Core's route templates and their precedence.

https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
https://github.com/dotnet/aspnetcore/blob/main/src/Http/Routing/src/Template/RoutePrecedence.cs
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scripts.local.host.constraints import Constraint, read

LITERAL, COMPLEX, PARAMETER, CATCH_ALL = 1, 2, 3, 5  # as RoutePrecedence counts them

_RULES = r"(?::\w+(?:\((?:[^()]|\([^()]*\))*\))?)*"
_PARAMETER = re.compile(
    rf"\{{(?P<all>\*{{0,2}})(?P<name>\w+)(?P<rules>{_RULES})(?:=(?P<default>[^?}}]*))?(?P<optional>\?)?\}}"
)


class Template:
    """One route template, as `tickets/{id:int}/notes/{*rest}`. Raises ValueError."""

    def __init__(self, text: str) -> None:
        self.text = text.strip("/")
        self.literal = "{" not in self.text
        self._rules: dict[str, list[Constraint]] = {}
        self._defaults: dict[str, str] = {}
        segments = [part for part in _segments(self.text) if part]
        self.precedence = tuple(self._precedence(part) for part in segments)
        pattern = "".join(self._pattern(part) for part in segments)
        self._matches = re.compile(pattern + "/?", re.IGNORECASE | re.DOTALL).fullmatch

    def match(self, path: str) -> dict[str, str] | None:
        """The route values of a path that begins with `/`, or none where it does not fit."""
        found = self._matches(path)
        if found is None:
            return None
        values = {name: value for name, value in found.groupdict().items() if value}
        fits = all(rule(values[name]) for name in values for rule in self._rules.get(name, ()))
        return {**self._defaults, **values} if fits else None

    def _precedence(self, segment: str) -> int:
        found = _PARAMETER.fullmatch(segment)
        if found is None:
            return COMPLEX if "{" in segment else LITERAL
        return (CATCH_ALL if found["all"] else PARAMETER) - bool(found["rules"])

    def _pattern(self, segment: str) -> str:
        found = _PARAMETER.fullmatch(segment)
        if found is None:
            return "/" + self._complex(segment)
        name = self._noted(found)
        if found["all"]:
            return f"(?:/(?P<{name}>.*))?"
        may_lack = found["optional"] or found["default"] is not None
        return f"(?:/(?P<{name}>[^/]+))?" if may_lack else f"/(?P<{name}>[^/]+)"

    def _complex(self, segment: str) -> str:
        """Text and parameters in one segment, as `{name}.{extension?}`."""
        pattern, end = "", 0
        for found in _PARAMETER.finditer(segment):
            before, group = (
                re.escape(segment[end : found.start()]),
                f"(?P<{self._noted(found)}>[^/]+)",
            )
            pattern += f"(?:{before}{group})?" if found["optional"] else before + group
            end = found.end()
        return pattern + re.escape(segment[end:])

    def _noted(self, found: re.Match[str]) -> str:
        name = found["name"]
        if name in self._rules:
            raise ValueError(f"The route parameter name '{name}' appears more than one time.")
        self._rules[name] = read(found["rules"])
        if found["default"] is not None:
            self._defaults[name] = found["default"]
        return name


def _segments(text: str) -> Iterator[str]:
    """Split at the slashes that stand outside braces: a regex constraint may hold some."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if sign == "/" and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]


@dataclass(frozen=True)
class Route[T]:
    """Where a target answers. No methods at all means every method."""

    template: Template
    methods: frozenset[str] | None
    target: T

    def takes(self, method: str) -> bool:
        """Whether the method is among those."""
        return self.methods is None or method in self.methods


class Router[T]:
    """Finds the target of a request. The more literal template wins, then the earlier one."""

    def __init__(self, routes: Iterable[Route[T]]) -> None:
        known = sorted(routes, key=lambda route: route.template.precedence)
        self._literal: Mapping[str, list[Route[T]]] = _by_path(known)
        self._rest = [route for route in known if not route.template.literal]

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]] | None:
        """The target and the route values. A method that no route takes is as good as no route.

        https://github.com/Azure/azure-functions-host/issues/10098
        """
        for route in self._literal.get(path.strip("/").lower(), ()):
            if route.takes(method):
                return route.target, {}
        for route in self._rest:
            if route.takes(method) and (values := route.template.match(path)) is not None:
                return route.target, values
        return None


def _by_path[T](routes: Iterable[Route[T]]) -> dict[str, list[Route[T]]]:
    paths: dict[str, list[Route[T]]] = {}
    for route in routes:
        if route.template.literal:
            paths.setdefault(route.template.text.lower(), []).append(route)
    return paths
