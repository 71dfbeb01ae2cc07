"""Where faults may strike, and which of them each place knows."""

from collections.abc import Mapping
from typing import Any, Literal

from shared.value import Value

Unit = Literal["seconds", "status", "copies"]


class Action(Value):
    """Something that may go wrong. `unit` is that of a rule's `value`, `usual` what it is unsaid.

    An action without a unit takes no value.
    """

    unit: Unit | None = None
    usual: float = 0
    least: float = 0
    most: float = 86_400


ACTIONS: Mapping[str, Action] = {
    "delay": Action(unit="seconds", usual=1),
    "status": Action(unit="status", usual=500, least=400, most=599),
    "throttle": Action(unit="seconds", usual=1),  # 429; the value is when to come again
    "hang": Action(),
    "reset": Action(),
    "cut": Action(),
    "drop": Action(),
    "duplicate": Action(unit="copies", usual=1, least=1, most=100),
    "reorder": Action(unit="seconds", usual=10),  # held that long, and let go in another order
    "stale": Action(unit="seconds", usual=60),  # an old one comes again, that much later
    "corrupt_signature": Action(),
    "old_token": Action(),
    "truncate": Action(),
    "slow": Action(unit="seconds", usual=1),
    "too_many_concurrent_requests": Action(),
    "system_busy": Action(),
    "quota_exceeded": Action(),
    "content_filter": Action(),
    "output_filter": Action(),
    "refusal": Action(),
    "invalid_json": Action(),
    "length": Action(),
    "unknown_tool": Action(),
}

SERVED = frozenset({"delay", "status", "throttle", "hang", "reset", "cut"})
WEBHOOK = frozenset(
    {
        "delay",
        "status",
        "drop",
        "duplicate",
        "reorder",
        "stale",
        "hang",
        "reset",
        "corrupt_signature",
        "old_token",
    }
)
SPEECH = {"truncate", "slow", "too_many_concurrent_requests", "system_busy", "quota_exceeded"}
SAFETY = {"content_filter", "output_filter", "refusal", "invalid_json", "length"}
STREAMED = {"truncate", "slow"}

PLACES: Mapping[str, frozenset[str]] = {
    "rest.create": SERVED,
    "rest.read": SERVED,
    "rest.update": SERVED,
    "webhook.voice": WEBHOOK,
    "webhook.status": WEBHOOK,
    "webhook.partial": WEBHOOK,
    "webhook.recording": WEBHOOK,
    "webhook.amd": WEBHOOK,
    "webhook.sms": WEBHOOK,
    "socket.open": frozenset({"delay", "drop", "corrupt_signature"}),
    "socket.frame": frozenset({"reset"}),  # the connection breaks when the app sends something
    "audio.fetch": frozenset({"delay", "drop", "status"}),
    "el.tts": SERVED | SPEECH,
    "oa.responses": SERVED | STREAMED | SAFETY | {"unknown_tool"},
    "oa.chat": SERVED | STREAMED | SAFETY | {"unknown_tool"},
    "oa.embeddings": SERVED,
    "oa.speech": SERVED | STREAMED,
    "cosmos.account": SERVED,
    "cosmos.database": SERVED,
    "cosmos.container": SERVED,
    "cosmos.ranges": SERVED,
    "cosmos.read": SERVED,
    "cosmos.query": SERVED,
    "cosmos.create": SERVED,
    "cosmos.upsert": SERVED,
    "cosmos.replace": SERVED,
    "cosmos.patch": SERVED,
    "cosmos.delete": SERVED,
    "cosmos.batch": SERVED,
    "keyvault.get": SERVED,
    "keyvault.list": SERVED,
    "keyvault.set": SERVED,
    "keyvault.delete": SERVED,
    "keyvault.recover": SERVED,
    "keyvault.purge": SERVED,
    "identity.token": SERVED,
    "entra.keys": SERVED,
}


def kinds() -> list[dict[str, Any]]:
    """Every place with what may happen there, for a page that lets people choose."""
    return [
        {"where": where, "actions": [_shown(name) for name in sorted(actions)]}
        for where, actions in PLACES.items()
    ]


def _shown(name: str) -> dict[str, Any]:
    action = ACTIONS[name]
    return {"name": name, "value": action.unit, "usual": action.usual if action.unit else None}
