"""The command lines of Azure, Terraform and azd: what they are asked, and what they answer."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from scripts.local.places import ROOT
from shared.value import Value

TERRAFORM = f"-chdir={ROOT / 'infra/terraform'}"
type Command = tuple[str, ...]


class Failed(Exception):
    """A command did not do what it was asked."""


class Target(Value):
    """Where to deploy, and with the values in which file. `state`: Terraform's storage account."""

    environment: str
    location: str
    file: Path
    state: str = ""


def previews(dialect: str, at: Target) -> list[Command]:
    """What would change. Nothing is changed by it."""
    if dialect == "bicep":
        return [_deployment("what-if", at)]
    if dialect == "azd":
        return [("azd", "provision", "--preview", "--environment", at.environment)]
    plan = ("terraform", TERRAFORM, "plan", "-input=false", f"-var-file={at.file}")
    return [_init(at), (*plan, f"-out={_plan(at)}")]


def changes(dialect: str, at: Target) -> list[Command]:
    """Make it so. Terraform does exactly what it has shown."""
    if dialect == "bicep":
        return [_deployment("create", at)]
    if dialect == "azd":
        return [("azd", "provision", "--no-prompt", "--environment", at.environment)]
    return [("terraform", TERRAFORM, "apply", "-input=false", str(_plan(at)))]


def outputs(dialect: str, at: Target) -> dict[str, str]:
    """What was made, by name."""
    if dialect == "azd":
        lines = answer(("azd", "env", "get-values", "--environment", at.environment)).splitlines()
        pairs = (line.partition("=") for line in lines)
        return {name: value.strip('"') for name, _, value in pairs}
    if dialect == "bicep":
        show = ("az", "deployment", "sub", "show", "--name", _name(at), "--output", "json")
        found = json.loads(answer((*show, "--query", "properties.outputs")))
    else:
        found = json.loads(answer(("terraform", TERRAFORM, "output", "-json")))
    return _outputs(found)


def run(command: Command, *, given: str | None = None, **environment: str) -> None:
    """Let it speak for itself; a secret is `given` or in its environment. Raises `Failed`."""
    ours = {**os.environ, **environment}  # noqa: TID251 - what it is signed in with stands there
    done = subprocess.run(command, cwd=ROOT, input=given, text=True, env=ours, check=False)
    if done.returncode:
        raise Failed(f"{command[0]} {command[1]} ended with exit code {done.returncode}")


def answer(command: Command) -> str:
    """What it prints. Raises `Failed` with what it complains of."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{command[0]} {command[1]}: {done.stderr.strip()}")
    return done.stdout.strip()


def _deployment(verb: str, at: Target) -> Command:
    template = ROOT / "infra/bicep/main.bicep"
    what = ("--template-file", str(template), "--parameters", f"@{at.file}")
    return ("az", "deployment", "sub", verb, "--name", _name(at), "--location", at.location, *what)


def _name(at: Target) -> str:
    return f"centralita-{at.environment}"


def _init(at: Target) -> Command:
    """Each environment has a state of its own in the one account."""
    kept = (f"storage_account_name={at.state}", "container_name=tfstate")
    options = (f"-backend-config={each}" for each in (*kept, f"key={at.environment}.tfstate"))
    return ("terraform", TERRAFORM, "init", "-input=false", "-reconfigure", *options)


def _plan(at: Target) -> Path:
    return at.file.with_name("plan")


def _outputs(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    """ARM changes the case of names as it likes."""
    return {name.upper(): str(each["value"]) for name, each in found.items()}
