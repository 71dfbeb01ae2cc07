"""What `host.json` asks for, with a warning for every key that nobody here knows.

https://learn.microsoft.com/azure/azure-functions/functions-host-json
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from scripts.local.host.timespan import TimeSpan, seconds

log = logging.getLogger("host")

# Real keys that mean something in Azure, and nothing on one machine.
ELSEWHERE = {
    "": {"aggregator", "concurrency", "customHandler", "extensionBundle", "healthMonitor"}
    | {"managedDependency", "singleton", "telemetryMode", "watchDirectories", "watchFiles"}
    | {"$schema", "retry", "sendCanceledInvocationsToWorker"},
    "logging": {"applicationInsights", "console", "fileLoggingMode"},
    "extensions": {"blobs", "cosmosDB", "eventGrid", "eventHubs", "kafka", "sendGrid", "signalR"}
    | {"serviceBus", "durableTask", "warmup"},
    "extensions.http": {"dynamicThrottlesEnabled", "hsts", "maxConcurrentRequests"},
}


OVERRIDES = "AzureFunctionsJobHost__"

type Loaded = tuple["HostJson", dict[str, Any]]


class Section(BaseModel):
    """A part of the file. What it does not name is kept, to be warned of."""

    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=to_camel)


class Http(Section):
    """https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook#hostjson-settings."""

    route_prefix: str = "api"
    max_outstanding_requests: int = -1
    custom_headers: dict[str, str] = {}


class Queues(Section):
    """https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json."""

    batch_size: Annotated[int, Field(ge=1, le=32)] = 16
    new_batch_threshold: Annotated[int, Field(ge=0)] | None = None
    max_dequeue_count: Annotated[int, Field(ge=1)] = 5
    max_polling_interval: Annotated[TimeSpan, Field(ge=0.1)] | None = None
    visibility_timeout: Annotated[TimeSpan, Field(ge=0)] = 0
    message_encoding: Literal["base64", "none"] = "base64"

    @property
    def threshold(self) -> int:
        """How few messages must be at work before more are fetched: half a batch if not given."""
        if self.new_batch_threshold is None:
            return self.batch_size // 2
        return self.new_batch_threshold


class Extensions(Section):
    """Settings of the bindings."""

    http: Http = Http()
    queues: Queues = Queues()


class Logging(Section):
    """Levels by category: the longest category a logger's name begins with decides."""

    log_level: dict[str, str] = {}


class HostJson(Section):
    """The file as a whole."""

    version: Literal["2.0"] = "2.0"
    function_timeout: str | None = None
    functions: list[str] | None = None
    logging: Logging = Logging()
    extensions: Extensions = Extensions()

    @property
    def timeout(self) -> float | None:
        """The functionTimeout in seconds; none where it is not given or -1 (unbounded).

        Flex Consumption and `func start` know no bound unless one is given.
        https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout
        """
        unbounded = self.function_timeout in (None, "-1")
        return None if unbounded else seconds(str(self.function_timeout))


def load(app: Path, settings: Mapping[str, str]) -> Loaded:
    """The file of that folder as read, and as it stands. Raises ValueError naming what is wrong.

    Settings go before it: `AzureFunctionsJobHost__extensions__queues__batchSize` and the like.
    https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    """
    file = app / "host.json"
    try:
        raw = json.loads(file.read_text())
        for name, value in settings.items():
            if name.startswith(OVERRIDES):
                _override(raw, name.removeprefix(OVERRIDES).split("__"), value)
        read = HostJson.model_validate(raw)
        _ = read.timeout
    except FileNotFoundError:
        raise ValueError(f"There is no host.json in {app}: is it a function app?") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{file} is no JSON: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{file}: {where}: {first['msg']}") from error
    for key in unknown(read):
        log.warning("host.json: nothing here knows the key %s; it is left aside.", key)
    return read, raw


def _override(raw: dict[str, Any], path: Sequence[str], value: str) -> None:
    *sections, key = path
    for section in sections:
        raw = raw.setdefault(section, {})
    raw[key] = value


def unknown(section: Section, path: str = "") -> Iterator[str]:
    """The path of every key that neither this host nor Azure's is known to have."""
    for key in section.model_extra or {}:
        if key not in ELSEWHERE.get(path, set()):
            yield f"{path}.{key}" if path else key
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from unknown(value, f"{path}.{field.alias}" if path else str(field.alias))
