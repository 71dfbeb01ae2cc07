import json
import stat
from pathlib import Path

import pytest

from scripts.local import environment, places
from scripts.local.credentials import Credentials
from scripts.local.environment import Addresses
from scripts.local.system import PORTS
from shared.settings import Settings

SERVICES = {
    "DATABASE__URL": "postgresql://nowhere/",
    "REDIS__URL": "redis://nowhere/",
    "Storage": "nowhere",
}


def test_the_app_accepts_the_settings_of_the_local_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = environment.compose(Addresses.on(PORTS), tmp_path, Credentials.kept(tmp_path))
    for name, value in {**SERVICES, **ours}.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    assert str(settings.public_url) == "http://127.0.0.1:7071/"
    assert settings.openai.embedding_dimensions == 384


def test_what_the_developer_sets_goes_before_the_file_and_empty_is_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"REDIS__URL": "redis://file/", "DATABASE__URL": "", "ORGANISATION": "File"}
    (tmp_path / "local.settings.json").write_text(json.dumps({"Values": values}))
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setenv("ORGANISATION", "Environment")
    found = environment.given()
    assert (found["REDIS__URL"], found["ORGANISATION"]) == ("redis://file/", "Environment")
    assert "DATABASE__URL" not in found


def test_credentials_stay_the_same_and_only_we_may_read_them(tmp_path: Path) -> None:
    made = Credentials.kept(tmp_path)
    assert Credentials.kept(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "credentials.json").stat().st_mode) == 0o600
    assert Credentials.kept(tmp_path / "other") != made


def test_the_settings_are_kept_as_the_functions_tools_read_them(tmp_path: Path) -> None:
    file = environment.keep(tmp_path, SERVICES)
    kept = json.loads(file.read_text())
    assert kept["Values"]["AzureWebJobsStorage"] == SERVICES["Storage"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
