"""A queue's messages, between the wire and a function."""

import base64
import json
import uuid
from datetime import datetime

from azure.storage.queue import QueueMessage
from azure_functions_runtime.bindings.datumdef import Datum

from scripts.local.host.runtime import Function
from shared.ports import Clock


class Undecodable(Exception):
    """The text on the wire is not what `messageEncoding` promises."""


def decoded(content: str, encoding: str) -> bytes:
    """The body of a message. Raises `Undecodable`."""
    if encoding == "none":
        return content.encode()
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except ValueError as error:
        raise Undecodable("the message is not base64") from error


def encoded(body: bytes, encoding: str) -> str:
    """The text that goes on the wire. Raises UnicodeDecodeError where it cannot."""
    return body.decode() if encoding == "none" else base64.b64encode(body).decode()


def trigger(body: bytes, function: Function) -> Datum:
    """What the function is given. Raises UnicodeDecodeError for bytes that are no text.

    https://github.com/Azure/azure-sdk-for-net: BinaryDataExtensions.ToValidUTF8String
    """
    if str(function.trigger.get("dataType", "")).lower() == "binary":
        return Datum(body, "bytes")
    return Datum(body.decode(), "string")


def metadata(
    message: QueueMessage, body: Datum, function: Function, clock: Clock
) -> dict[str, Datum]:
    """What the function may know of the message besides its body.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#message-metadata
    """
    system = {
        "MethodName": function.name,
        "UtcNow": clock.now().isoformat(),
        "RandGuid": str(uuid.uuid4()),
    }
    return {
        "QueueTrigger": body,
        "Id": Datum(message.id, "string"),
        "PopReceipt": Datum(message.pop_receipt, "string"),
        "DequeueCount": Datum(json.dumps(message.dequeue_count), "json"),
        "InsertionTime": _instant(message.inserted_on),
        "ExpirationTime": _instant(message.expires_on),
        "NextVisibleTime": _instant(message.next_visible_on),
        "sys": Datum(json.dumps(system), "json"),
    }


def _instant(value: datetime | None) -> Datum:
    return Datum(json.dumps(value.isoformat() if value else None), "json")
