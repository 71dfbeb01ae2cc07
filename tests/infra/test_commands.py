"""What is asked of Azure, by a program of the same name that writes it down."""

from pathlib import Path

import pytest

from scripts import deploying
from scripts.deployment import values, vaults

PLAYS_AZ = """#!/bin/sh
echo "$*" >> "{folder}/asked"
case "$*" in
*"secret list --vault-name old"*) echo '["audio-key", "twilio-auth-token"]' ;;
*"secret list"*) echo '[]' ;;
*"secret set"*) cat >> "{folder}/told" ;;
*"signed-in-user"*) echo '{{"id": "0190", "name": "somebody@example.org"}}' ;;
esac
"""
MADE = {"VOICE_VAULT": "old", "AGENT_VAULT": "new"}


@pytest.fixture
def az(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which it writes down what it was `asked`, and what it was `told`."""
    program = tmp_path / "az"
    program.write_text(PLAYS_AZ.format(folder=tmp_path))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(deploying, "LOCAL", tmp_path)
    return tmp_path


def written(az: Path, what: str) -> list[str]:
    return (az / what).read_text().splitlines()


def test_a_secret_that_is_there_stays(az: Path) -> None:
    vaults.fill(MADE, {"TWILIO_AUTH_TOKEN": "another"})
    put = [line.split(" --name ")[1].split()[0] for line in written(az, "asked") if " set " in line]
    assert put == ["callback-key", "callback-key"]


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


def test_a_relay_in_the_private_network_is_refused(
    az: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELAY_IMAGE", "registry.example.org/relay:1")
    monkeypatch.setenv("PRIVATE_NETWORKING", "true")
    with pytest.raises(values.MissingValue, match="not in the private network"):
        deploying.deploy("bicep", "example", yes=True, preview=True)
