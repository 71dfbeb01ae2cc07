"""Carries out what functions put in their output bindings, once they have succeeded."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from azure.core.exceptions import AzureError
from azure.storage.queue.aio import QueueClient
from azure_functions_runtime.bindings.datumdef import Datum

from scripts.local.host import messages
from scripts.local.host.queues import first_line, send
from scripts.local.host.runtime import Bindings, Function, InvocationFailed, Result
from scripts.local.host.storage import Accounts

RETURN = "$return"


@dataclass
class Outputs(Bindings):
    """The bindings of one app. `client` makes the JSON that a durable client gets."""

    accounts: Accounts
    encoding: str
    nudge: Callable[[str], None]
    client: Callable[[], str] | None = None
    _queues: dict[tuple[str, str], QueueClient] = field(default_factory=dict)

    def inputs(self, function: Function) -> dict[str, Datum]:
        """A datum for every durable client the function asks for."""
        if not function.inputs or self.client is None:
            return {}
        return {binding["name"]: Datum(self.client(), "string") for binding in function.inputs}

    async def write(self, function: Function, result: Result) -> None:
        """Send what goes to queues. Raises `InvocationFailed` where that is not possible."""
        if all(binding["type"] == "http" for binding in function.outputs):
            return
        returned, outputs = result
        values = dict(outputs) if returned is None else {RETURN: returned, **dict(outputs)}
        for binding in function.outputs:
            datum = values.get(binding["name"])
            if binding["type"] == "queue" and datum is not None and datum.value is not None:
                await self._enqueue(binding, datum)

    async def _enqueue(self, binding: dict[str, Any], datum: Datum) -> None:
        queue = self._queue(binding.get("connection", ""), binding["queueName"])
        try:
            for body in bodies(datum):
                await send(queue, messages.encoded(body, self.encoding))
        except AzureError as error:
            raise InvocationFailed(f"RequestFailedException: {first_line(error)}") from error
        self.nudge(binding["queueName"])

    def _queue(self, connection: str, name: str) -> QueueClient:
        if (connection, name) not in self._queues:
            self._queues[connection, name] = self.accounts.queues(connection).get_queue_client(name)
        return self._queues[connection, name]


def bodies(datum: Datum) -> Iterator[bytes]:
    """The messages that an output stands for: one, or one for each item of a list.

    A `QueueMessage` travels as `{"id", "body"}`, of which the host sends the body.
    """
    if datum.type == "bytes":
        yield datum.value
    elif datum.type != "json":
        yield str(datum.value).encode()
    else:
        told = json.loads(datum.value)
        for item in told if isinstance(told, list) else [told]:
            yield _body(item)


def _body(item: Any) -> bytes:
    if isinstance(item, dict) and "body" in item:
        item = item["body"]
    return (item if isinstance(item, str) else json.dumps(item)).encode()
