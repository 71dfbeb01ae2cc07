"""The settings of the local stack, composed in one place.

    python -m scripts.local.environment scripts.migrating

runs a module of ours with the settings of the stack that runs in this clone. What stands in the
environment or in `local.settings.json` goes before them.
"""

import json
import os
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.local import places, secret
from scripts.local.credentials import Credentials
from scripts.local.host.settings import read_file
from scripts.local.ports import HOST
from shared.value import Value

KEPT = "settings.json"
TENANT = "00000000-0000-4000-8000-00000000000e"
NUMBER = "+12025550100"  # fiction: 555-0100 to 555-0199 are nobody's


class Addresses(Value):
    """Where the parts of one run listen, beside the services."""

    host: str
    simulators: str
    cosmos: str
    keyvault: str

    @classmethod
    def on(cls, ports: tuple[int, ...]) -> "Addresses":
        """On these ports of this machine: the host, the simulators, Cosmos, Key Vault."""
        host, simulators, cosmos, keyvault = ports
        return cls(
            host=f"http://{HOST}:{host}",
            simulators=f"http://{HOST}:{simulators}",
            cosmos=f"https://{HOST}:{cosmos}",
            keyvault=f"https://{HOST}:{keyvault}",
        )


def given() -> dict[str, str]:
    """What the developer has set: the environment, then `local.settings.json`. Empty is not set.

    Raises ValueError where that file is broken.
    """
    values = {**read_file(places.ROOT).get("Values", {}), **os.environ}  # noqa: TID251 - the door
    return {name: value for name, value in values.items() if value}


def compose(at: Addresses, folder: Path, credentials: Credentials) -> dict[str, str]:
    """What the host needs to know of the local stack, beside the services' own settings."""
    authority = str(folder / "ca" / "ca.pem")
    return {
        "APP_ROLE": "all",
        "WEBSITE_AUTH_ENABLED": "true",  # a developer is whoever they say
        "ENTRA__TENANT": TENANT,
        "ENTRA__AUDIENCE": "api://centralita",
        "ENTRA__AUTHORITY": f"{at.simulators}/entra",
        "LIMITS__PER_PERSON": "100000",  # time may stand still here, and permits come with time
        "PUBLIC_URL": at.host,
        "CLOCK_URL": f"{at.simulators}/__sim__/clock",
        "COSMOS__ENDPOINT": at.cosmos,
        "COSMOS__CA_FILE": authority,
        "COSMOS__DISCOVER_ENDPOINTS": "false",
        "KEYVAULT__URL": at.keyvault,
        "KEYVAULT__CA_FILE": authority,
        "KEYVAULT__VERIFY_CHALLENGE": "false",
        "TWILIO__BASE_URL": at.simulators,
        "TWILIO__ACCOUNT_SID": credentials.twilio_account,
        "TWILIO__NUMBER": NUMBER,
        "TWILIO__CALLS_PER_SECOND": "5",
        "ELEVENLABS__BASE_URL": f"{at.simulators}/elevenlabs",
        "ELEVENLABS__VOICE_EN": "localvoiceenglish001",
        "ELEVENLABS__VOICE_ES": "localvoicespanish001",
        "OPENAI__BASE_URL": f"{at.simulators}/openai/v1/",
        "OPENAI__EMBEDDING_MODEL": "all-minilm-l6-v2",
        "OPENAI__EMBEDDING_DIMENSIONS": "384",
        "OPENAI__EMBEDDING_LANGUAGES": "en",
        "WEBHOOKS__PRIVATE": "true",
        "IDENTITY_ENDPOINT": f"{at.simulators}/identity/msi/token",
        "IDENTITY_HEADER": credentials.identity_header,
    }


def mailing(at: Addresses, port: int) -> dict[str, str]:
    """Where mail goes to and comes from: the simulators' mailbox, which asks for no password."""
    return {
        "MAIL__HOST": HOST,
        "MAIL__PORT": str(port),
        "MAIL__SECURITY": "none",
        "MAIL__SENDER": "desk@centralita.example",
        "MAILBOX_WEBHOOK": f"{at.host}/mail/inbound",
    }


def keep(folder: Path, settings: Mapping[str, str]) -> Path:
    """Write them as a `local.settings.json`, for `func start` and for our other scripts."""
    file = folder / KEPT
    values = {"AzureWebJobsStorage": settings.get("Storage", ""), **settings}
    secret.write(file, json.dumps({"IsEncrypted": False, "Values": values}, indent=2))
    return file


def main() -> None:
    """Run the module named first, with the arguments that follow."""
    file = places.LOCAL / KEPT
    ours = json.loads(file.read_text())["Values"] if file.exists() else {}
    os.environ.update({**ours, **given()})  # noqa: TID251 - what is run reads its settings there
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
