"""What Terraform makes of the shared files.

Providers come from a registry that is not everywhere, so each resource is played by its name: only
the expressions between them are put to the proof.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.infra.read import INFRA, TERRAFORM, shared

EXPRESSIONS = re.compile(r'^(?:locals|variable "\w+") \{\n.*?^\}', re.MULTILINE | re.DOTALL)
RESOURCE = re.compile(
    r"(?P<open>\$\{)?(?:data\.)?(?P<name>(?:azurerm_\w+|azapi_resource)\.\w+)"
    r'(?P<key>\["?\w+"?\])?(?P<rest>(?:\.\w+|\[\d+\])*)(?P<close>\})?'
)
SETS = re.compile(r"for (\w+) in (azapi_resource\.scheduler) : (\S+) => \1\.id")
GIVEN: dict[str, Any] = {
    "environment_name": "test",
    "location": "swedencentral",
    "principal_id": "0190",
    "your_settings": {
        name: json.loads((INFRA / "environments/example.json").read_text())[name]
        for name in shared("settings")["yours"]
    },
}
ASKED = "jsonencode({ settings = local.settings, grants = local.grants, ready = local.ready })"

pytestmark = pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not installed")


def _played(found: re.Match[str]) -> str:
    """`azurerm_x.y["z"].id` becomes the text "azurerm_x-y-z-id"."""
    text = re.sub(r'[.\[\]"]+', "-", f"{found['name']}{found['key'] or ''}{found['rest']}")
    return text if found["open"] and found["close"] else f'"{text}"'


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The variables and locals of the real files, without their resources."""
    root = tmp_path_factory.mktemp("infra")
    shutil.copytree(INFRA / "shared", root / "shared")
    source = "\n".join(file.read_text() for file in TERRAFORM)
    source = SETS.sub(r'for \1 in (local.scheduled ? ["scheduler"] : []) : \3 => \1', source)
    blocks = [RESOURCE.sub(_played, found[0]) for found in EXPRESSIONS.finditer(source)]
    (root / "terraform").mkdir()
    (root / "terraform/all.tf").write_text("\n".join(blocks))
    return root / "terraform"


def console(module: Path, **given: Any) -> subprocess.CompletedProcess[str]:
    (module / "test.tfvars.json").write_text(json.dumps({**GIVEN, **given}))
    command = ["terraform", f"-chdir={module}", "console", "-var-file=test.tfvars.json"]
    return subprocess.run(command, input=ASKED, capture_output=True, text=True, check=False)


def made(module: Path, **given: Any) -> Any:
    return json.loads(json.loads(console(module, **given).stdout))


def test_each_app_is_told_who_it_is_and_where_all_is(module: Path) -> None:
    settings = made(module, size="production")["settings"]
    assert {app: settings[app]["ours"]["APP_ROLE"] for app in settings} == {
        "agent": "agent",
        "voice": "voice",
    }
    assert "fqdn:6432/centralita" in settings["voice"]["ours"]["DATABASE__URL"]
    assert "${" not in json.dumps(settings)


def test_the_scheduler_is_the_voice_apps_alone(module: Path) -> None:
    found = made(module, durable_backend="DurableTaskScheduler")
    voice, agent = (found["settings"][app]["host"] for app in ("voice", "agent"))
    assert "TaskHub=" in voice["DURABLE_TASK_SCHEDULER"]
    assert not agent["DURABLE_TASK_SCHEDULER"]
    assert [key for key in found["grants"] if "scheduler" in key] == [
        "voice-scheduler-scheduler-durableTaskDataContributor"
    ]


def test_every_grant_is_made_once_at_its_place(module: Path) -> None:
    grants = made(module)["grants"]
    each_queue = len(shared("queues")) - 1
    elsewhere = [grant for grant in shared("grants") if grant["on"] != "scheduler"]
    assert len(grants) == len(elsewhere) + each_queue


def test_without_a_deployer_nobody_may_write_secrets(module: Path) -> None:
    grants = made(module, principal_id="")["grants"].values()
    assert {grant["to"] for grant in grants} == {"voice", "agent"}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"your_settings": {}}, "Some are missing"),
        ({"your_settings": {**GIVEN["your_settings"], "APP_ROLE": "all"}}, "not yours to give"),
        ({"private_networking": True, "relay_image": "x"}, "not in the private network"),
        ({"environment_name": "Not Good"}, "lower-case letters"),
    ],
)
def test_what_cannot_be_is_refused(module: Path, given: dict[str, Any], complaint: str) -> None:
    assert complaint in re.sub(r"\s+", " ", console(module, **given).stderr)
