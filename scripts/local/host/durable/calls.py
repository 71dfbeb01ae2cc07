"""What an orchestrator may call: checks each call before it is made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.local.host.runtime import Function

HTTP_ACTIVITY = "BuiltIn::HttpActivity"


class Refused(Exception):
    """An action that cannot be done: the orchestration fails with this text."""


@dataclass(frozen=True)
class Functions:
    """The app's durable functions by kind, each under its lower-case name."""

    orchestrators: Mapping[str, Function]
    activities: Mapping[str, Function]
    entities: Mapping[str, Function]

    @classmethod
    def of(cls, functions: list[Function]) -> "Functions":
        def named(kind: str, key: str) -> dict[str, Function]:
            found = (each for each in functions if each.kind == kind)
            return {str(each.trigger.get(key) or each.name).lower(): each for each in found}

        return cls(
            orchestrators=named("orchestrationTrigger", "orchestration"),
            activities=named("activityTrigger", "activity"),
            entities=named("entityTrigger", "entityName"),
        )


def missing(name: str, kind: str, known: Mapping[str, Function]) -> str:
    """What the extension says of a function that is not there (ThrowIfFunctionDoesNotExist)."""
    article = "a" if kind == "activity" else "an"
    article = "an" if kind[0] in "aeiou" else article
    names = ", ".join(f"'{each.name}'" for each in known.values()) or "none"
    return (
        f"The function '{name}' doesn't exist, is disabled, or is not {article} {kind} function. "
        f"Additional info: the known {kind} functions are {names}."
    )


@dataclass(frozen=True)
class Calls:
    """The calls of one execution of one orchestration."""

    functions: Functions
    instance_id: str
    execution_id: str
    parent_id: str | None = None

    def activity(self, name: str) -> str:
        if name.lower() not in self.functions.activities:
            raise Refused(missing(name, "activity", self.functions.activities))
        return name

    def sub_orchestration(self, action: Mapping[str, Any]) -> tuple[str, str | None]:
        """The function and the instance id it is to have, if any."""
        name, wanted = str(action["functionName"]), action.get("instanceId")
        if name.lower() not in self.functions.orchestrators:
            raise Refused(missing(name, "orchestrator", self.functions.orchestrators))
        taken = {each.lower() for each in (self.instance_id, self.parent_id) if each}
        if wanted and str(wanted).lower() in taken:
            raise Refused(
                "The instance ID of a sub-orchestration must be different than the instance ID "
                "of a parent orchestration."
            )
        if wanted and str(wanted).startswith("@"):
            raise Refused("Orchestration instance ids must not start with @")
        return name, wanted

    def entity(self, entity_id: str) -> None:
        name = entity_id.split("@")[1]
        if name.lower() not in self.functions.entities:
            raise Refused(missing(name, "entity", self.functions.entities))

    def http(self, request: Mapping[str, Any]) -> tuple[str, str]:
        """The built-in activity and its input."""
        if request.get("tokenSource"):
            raise Refused(
                "call_http with a token source asks Azure for a token, which the embedded host "
                "does not: call the address from an activity instead"
            )
        return HTTP_ACTIVITY, json.dumps(request)
