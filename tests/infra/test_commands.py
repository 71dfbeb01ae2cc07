"""What is asked of Azure, by a program of the same name that writes it down."""

import json
from pathlib import Path

import psycopg
import pytest

from scripts import deploying
from scripts.deployment import values, vaults

PLAYS_AZ = """#!/bin/sh
echo "$*" >> "{folder}/asked"
case "$*" in
*"secret list --vault-name old"*) echo '["audio-key", "twilio-auth-token"]' ;;
*"secret list"*) echo '[]' ;;
*"secret set"*) cat >> "{folder}/told" ;;
*"deployment sub show"*) cat "{folder}/outputs" ;;
*"signed-in-user"*) echo '{{"id": "0190", "name": "somebody@example.org"}}' ;;
esac
"""
MADE = {"VOICE_VAULT": "old", "AGENT_VAULT": "new"}
OUTPUTS = {
    **MADE,
    "POSTGRES_HOST": "postgres.invalid",
    "AZURE_RESOURCE_GROUP": "rg-example",
    **{f"{app}_{what}": "x" for app in ("VOICE", "AGENT") for what in ("IDENTITY", "PRINCIPAL")},
}


@pytest.fixture
def az(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which it writes down what it was `asked`, and what it was `told`."""
    program = tmp_path / "az"
    program.write_text(PLAYS_AZ.format(folder=tmp_path))
    program.chmod(0o755)
    outputs = {name: {"value": value} for name, value in OUTPUTS.items()}
    (tmp_path / "outputs").write_text(json.dumps(outputs))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(deploying, "LOCAL", tmp_path)
    return tmp_path


def written(az: Path, what: str) -> list[str]:
    return (az / what).read_text().splitlines()


def test_a_secret_that_is_there_stays(az: Path) -> None:
    vaults.fill(MADE, {"TWILIO_AUTH_TOKEN": "another"})
    put = [line.split(" --name ")[1].split()[0] for line in written(az, "asked") if " set " in line]
    assert put == ["callback-key", "mail-key", "callback-key", "token-pepper"]


def test_secrets_are_told_and_not_shown(az: Path) -> None:
    vaults.fill(MADE, {"ELEVENLABS_API_KEY": "told-in-private"})
    assert "told-in-private" in (az / "told").read_text()
    assert "told-in-private" not in (az / "asked").read_text()


def test_a_missing_secret_of_a_vendor_is_named(
    az: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vaults.fill(MADE, {})
    assert "elevenlabs-api-key is not in old: give ELEVENLABS_API_KEY" in capsys.readouterr().err


def test_a_preview_only_asks(az: Path) -> None:
    deploying.deploy("bicep", "example", yes=True, preview=True)
    asked = written(az, "asked")
    assert [line.split(" --")[0] for line in asked] == [
        "ad signed-in-user show",
        "deployment sub what-if",
    ]


def test_without_a_yes_nothing_is_done(az: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "")
    deploying.deploy("bicep", "example", yes=False, preview=False)
    assert not [line for line in written(az, "asked") if "sub create" in line]


def test_a_database_that_cannot_be_migrated_gets_no_new_code(az: Path) -> None:
    with pytest.raises(psycopg.OperationalError):
        deploying.deploy("bicep", "example", yes=True, preview=False)
    asked = [line.split(" --")[0] for line in written(az, "asked")]
    assert asked.index("deployment sub what-if") < asked.index("deployment sub create")
    assert "functionapp deployment source config-zip" not in asked


def test_the_deployers_address_is_let_in_only_meanwhile(
    az: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPLOYER_ADDRESS", "203.0.113.7")
    with pytest.raises(psycopg.OperationalError):
        deploying.deploy("bicep", "example", yes=True, preview=False)
    rules = [line.split()[3] for line in written(az, "asked") if "firewall-rule" in line]
    assert rules == ["create", "delete"]


def test_a_relay_in_the_private_network_is_refused(
    az: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELAY_IMAGE", "registry.example.org/relay:1")
    monkeypatch.setenv("PRIVATE_NETWORKING", "true")
    with pytest.raises(values.MissingValue, match="not in the private network"):
        deploying.deploy("bicep", "example", yes=True, preview=True)
