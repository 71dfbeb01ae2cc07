"""Brings an environment in Azure to what this clone says, one step after the other."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scripts.deployment import azure, database, package, values, vaults
from scripts.deployment.azure import Target, answer, run
from scripts.deployment.database import Server
from scripts.local.places import LOCAL
from scripts.local.progress import said
from scripts.smoking import System, smoke
from shared.db.migrate import BrokenHistory
from shared.errors import Problem

POSTGRES_TOKEN = "az account get-access-token --resource-type oss-rdbms --query accessToken -o tsv"  # noqa: S105
SIGNED_IN = "az ad signed-in-user show --query {id:id,name:userPrincipalName} --output json"


def deploy(dialect: str, name: str, *, yes: bool, preview: bool) -> None:
    """Show, ask, provision, fill the vaults, migrate, send the code, look whether it is well."""
    environment = dict(os.environ)  # noqa: TID251 - the door
    given = _known(values.given(name, environment), environment)
    kept = LOCAL / "deployments" / name
    at = _target(dialect, name, given, kept)
    for command in azure.previews(dialect, at):
        run(command)
    if preview or not (yes or _agreed()):
        return
    for command in azure.changes(dialect, at):
        run(command)
    made = azure.outputs(dialect, at)
    vaults.fill(made, environment)
    with _opened(made, environment.get("DEPLOYER_ADDRESS")):
        _migrate(made, given)
    _send(dialect, made, kept)
    agent = f"https://{made['SERVICE_AGENT_NAME']}.azurewebsites.net"
    smoke(System(voice=made["VOICE_URL"], web=made["WEB_URL"], agent=agent))


def _target(dialect: str, name: str, given: Mapping[str, str], kept: Path) -> Target:
    """Where to, with which values. Azd fills its file itself, with what it is told here."""
    if dialect == "azd":
        for key, value in given.items():
            run(("azd", "env", "set", key, value, "--environment", name))
        file = values.FILES["bicep"]
    else:
        file = values.write(dialect, given, kept)
    state = given.get("TF_STATE_ACCOUNT", "")
    if dialect == "terraform" and not state:
        raise values.MissingValue("Not given: TF_STATE_ACCOUNT, which keeps Terraform's state")
    return Target(environment=name, location=given["AZURE_LOCATION"], file=file, state=state)


def _known(given: dict[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Who deploys: a pipeline says so, a person is asked for at the Azure CLI."""
    if given.get("RELAY_IMAGE") and given.get("PRIVATE_NETWORKING") == "true":
        raise values.MissingValue("The relay is not in the private network: give one or the other")
    names = ("AZURE_PRINCIPAL_ID", "AZURE_PRINCIPAL_NAME", "AZURE_PRINCIPAL_TYPE")
    told = {key: environment[key] for key in (*names, "TF_STATE_ACCOUNT") if key in environment}
    if "AZURE_PRINCIPAL_ID" not in told:
        person = json.loads(answer(tuple(SIGNED_IN.split())))
        told |= dict(zip(names, (person["id"], person["name"], "User"), strict=True))
    return {**given, **told}


def _agreed() -> bool:
    return input("Do that? [y/N] ").strip().lower() in {"y", "yes", "s", "sí"}


@contextmanager
def _opened(made: Mapping[str, str], address: str | None) -> Iterator[None]:
    """Let the deployer's own address in to PostgreSQL, for as long as it takes."""
    server = made["POSTGRES_HOST"].partition(".")[0]
    rule = ("az", "postgres", "flexible-server", "firewall-rule")
    on = ("--resource-group", made["AZURE_RESOURCE_GROUP"], "--name", server, "--rule-name")
    if not address:
        yield
        return
    span = ("--start-ip-address", address, "--end-ip-address", address)
    run((*rule, "create", *on, "deployer", *span, "--output", "none"))
    try:
        yield
    finally:
        run((*rule, "delete", *on, "deployer", "--yes"))


def _migrate(made: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Before the code: a migration is safe while yesterday's code runs, and not the other way."""
    server = Server(
        host=made["POSTGRES_HOST"],
        user=given["AZURE_PRINCIPAL_NAME"],
        password=answer(tuple(POSTGRES_TOKEN.split())),
    )
    apps = {made[f"{app}_IDENTITY"]: made[f"{app}_PRINCIPAL"] for app in ("VOICE", "AGENT")}
    applied = asyncio.run(database.bring_up(server, apps))
    said("\n".join(f"applied {name}" for name in applied) or "nothing to apply")


def _send(dialect: str, made: Mapping[str, str], kept: Path) -> None:
    """What answers the telephone first: the page asks for what the API has by then."""
    if dialect == "azd":
        run(("azd", "deploy", "--no-prompt"))
        return
    archive = package.pack(kept / "package.zip")
    for app in ("VOICE", "AGENT"):
        run(package.send(made[f"SERVICE_{app}_NAME"], made["AZURE_RESOURCE_GROUP"], archive))
    token = answer(package.token(made["SERVICE_WEB_NAME"]))
    run(package.show(package.page(kept / "page")), SWA_CLI_DEPLOYMENT_TOKEN=token)


def main() -> int:
    """Exit code 0 when the environment is as this clone says, and answers."""
    parser = argparse.ArgumentParser(prog="scripts/deploy", description=__doc__)
    parser.add_argument("dialect", choices=("bicep", "terraform", "azd"))
    parser.add_argument("environment", help="infra/environments/ENVIRONMENT.json says what it is")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--preview", action="store_true", help="only show what would change")
    chosen = parser.parse_args()
    try:
        deploy(chosen.dialect, chosen.environment, yes=chosen.yes, preview=chosen.preview)
    except (values.MissingValue, azure.Failed, BrokenHistory, Problem, psycopg.Error) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
