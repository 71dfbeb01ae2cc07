"""Which of an app's functions can run here, and what is wrong with the others."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from scripts.local.host import settings as app_settings
from scripts.local.host.routes import Template
from scripts.local.host.runtime import Function
from scripts.local.host.schedule import Schedule

log = logging.getLogger("host")

DURABLE = {"orchestrationTrigger", "activityTrigger", "entityTrigger"}
TRIGGERS = {"httpTrigger", "queueTrigger", "timerTrigger"} | DURABLE
OTHERS = {"http", "queue", "durableClient"}
RETRIED = {"timerTrigger"}
RESERVED = ("admin", "runtime")


@dataclass
class Loaded:
    """What came of loading. `disabled` ones are indexed, and wait for nothing."""

    functions: list[Function] = field(default_factory=list)
    disabled: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)


def load(
    found: Iterable[Function], settings: Mapping[str, str], wanted: list[str] | None, zone: ZoneInfo
) -> Loaded:
    """Put settings in their places and check. One function in error does not stop the others."""
    loaded = Loaded()
    for function in found:
        if wanted is not None and function.name not in wanted:
            continue
        try:
            ready = _resolved(function, settings)
            _check(ready, zone)
        except (ValueError, app_settings.Unresolved) as error:
            loaded.errors[function.name] = str(error)
            continue
        loaded.functions.append(ready)
        if ready.retry and ready.kind not in RETRIED:
            log.warning("The retry policy of %s has no effect on a %s", ready.name, ready.kind)
        if app_settings.disabled(function.name, settings):
            loaded.disabled.add(function.name)
    return loaded


def _resolved(function: Function, settings: Mapping[str, str]) -> Function:
    return replace(
        function,
        trigger=app_settings.resolved(function.trigger, settings),
        inputs=[app_settings.resolved(each, settings) for each in function.inputs],
        outputs=[app_settings.resolved(each, settings) for each in function.outputs],
    )


def _check(function: Function, zone: ZoneInfo) -> None:
    others = [binding["type"] for binding in (*function.inputs, *function.outputs)]
    unknown = ({function.kind} - TRIGGERS) | (set(others) - OTHERS)
    if unknown:
        named = ", ".join(sorted(unknown))
        raise ValueError(f"The binding type(s) '{named}' are not registered in this host.")
    check = _CHECKS.get(function.kind)
    if check:
        check(function, zone)


def _check_route(function: Function, _: ZoneInfo) -> None:
    route = route_of(function)
    if route.lower().startswith(RESERVED):
        raise ValueError("The specified route conflicts with one or more built in routes.")
    Template(route)


def _check_schedule(function: Function, zone: ZoneInfo) -> None:
    try:
        Schedule(function.trigger["schedule"], zone)
    except ValueError as error:
        text = function.trigger["schedule"]
        raise ValueError(
            f"The schedule expression '{text}' was not recognized: {error}."
        ) from error


_CHECKS: dict[str, Callable[[Function, ZoneInfo], None]] = {
    "httpTrigger": _check_route,
    "timerTrigger": _check_schedule,
}


def route_of(function: Function) -> str:
    """An HTTP function's route without the prefix: its name where none is given."""
    return str(function.trigger.get("route") or function.name).strip("/")


def methods_of(function: Function) -> frozenset[str] | None:
    """The methods an HTTP function takes, or none where it takes all."""
    given = function.trigger.get("methods")
    return None if given is None else frozenset(str(method).upper() for method in given)
