"""The app's settings: the environment, and `local.settings.json` for what it does not say."""

import json
import os
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

_NAMED = re.compile(r"%([^%]+)%")


class Unresolved(Exception):
    """A binding names a setting that is not there."""


def environment() -> MutableMapping[str, str]:
    """Where the app finds its settings too, for it runs in this very process."""
    return os.environ  # noqa: TID251 - handing settings to the app is this host's task


def read_file(app: Path) -> dict[str, Any]:
    """`local.settings.json` of that folder, or nothing. Raises ValueError saying what is wrong.

    https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
    """
    file = app / "local.settings.json"
    if not file.exists():
        return {}
    try:
        found = json.loads(file.read_text())
    except json.JSONDecodeError as error:
        raise ValueError(f"{file} is no JSON: {error}") from error
    if found.get("IsEncrypted"):
        raise ValueError(f"{file} is encrypted: run `func settings decrypt` first")
    for name, value in found.get("Values", {}).items():
        if not isinstance(value, str):
            raise ValueError(f'{file}: Values.{name} must be text: write "{json.dumps(value)}"')  # noqa: TRY004
    return dict(found)


def apply(values: Mapping[str, str], settings: MutableMapping[str, str]) -> None:
    """Add what is not there yet: as under `func start`, the environment goes before the file."""
    for name, value in values.items():
        settings.setdefault(name, value)
    settings.setdefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development")
    settings.setdefault("FUNCTIONS_WORKER_RUNTIME", "python")


def resolve(text: str, settings: Mapping[str, str]) -> str:
    """Replace every `%Name%` by the setting of that name. Raises `Unresolved`.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns#binding-expressions---app-settings
    """

    def setting(found: re.Match[str]) -> str:
        if found[1] not in settings:
            raise Unresolved(f"'%{found[1]}%' does not resolve to a value.")
        return settings[found[1]]

    return _NAMED.sub(setting, text)


def resolved(binding: Mapping[str, Any], settings: Mapping[str, str]) -> dict[str, Any]:
    """A binding with the settings it names put in their places. Raises `Unresolved`."""
    return {
        key: resolve(value, settings) if isinstance(value, str) else value
        for key, value in binding.items()
    }


def disabled(function: str, settings: Mapping[str, str]) -> bool:
    """Whether `AzureWebJobs.<function>.Disabled` says so.

    https://learn.microsoft.com/azure/azure-functions/disable-function
    """
    value = settings.get(f"AzureWebJobs.{function}.Disabled", "")
    return value.lower() in {"1", "true"}
