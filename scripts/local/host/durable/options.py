"""What host.json says about Durable (`extensions.durableTask`)."""

import os
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from shared.value import Value

_CORES = os.cpu_count() or 1


class BadHostJson(Exception):
    """A Durable setting of host.json cannot be used."""


class Options(Value):
    """The settings this engine honours, with the extension's own defaults.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings#host-json
    """

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    hub_name: str = Field(default="TestHubName", pattern=r"^[A-Za-z][A-Za-z0-9]{2,44}$")
    max_concurrent_activity_functions: int = Field(default=10 * _CORES, ge=1)
    max_concurrent_orchestrator_functions: int = Field(default=10 * _CORES, ge=1)
    max_concurrent_entity_functions: int = Field(default=10 * _CORES, ge=1)
    max_entity_operation_batch_size: int = Field(default=50, ge=1)
    overridable_existing_instance_states: Literal["NonRunningStates", "AnyState"] = (
        "NonRunningStates"
    )
    default_version: str = ""

    @classmethod
    def of(cls, host_json: Mapping[str, Any]) -> "Options":
        """Raises `BadHostJson`, which names the key, its problem and what is wanted."""
        given = host_json.get("extensions", {}).get("durableTask", {})
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise BadHostJson(
                f"host.json: extensions.durableTask.{key} is {first['input']!r}: {first['msg']}"
            ) from error
