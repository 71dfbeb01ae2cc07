import json
from pathlib import Path

import pytest

from scripts.deployment import azure, package, values, vaults
from scripts.deployment.azure import Target
from scripts.deployment.values import MissingValue
from scripts.local.places import ROOT

EXAMPLE = json.loads((values.ENVIRONMENTS / "example.json").read_text())
ME = {"AZURE_PRINCIPAL_ID": "0190", "AZURE_PRINCIPAL_NAME": "somebody@example.org"}
VALUES = {**EXAMPLE, **ME, "AZURE_ENV_NAME": "test"}
AT = Target(environment="test", location="swedencentral", file=Path("/x/file.json"), state="st")


def test_the_example_environment_fills_both_parameter_files() -> None:
    bicep = values.parameters("bicep", VALUES)["parameters"]
    assert bicep["privateNetworking"]["value"] is False
    assert bicep["monthlyBudget"]["value"] == 0
    assert bicep["yourSettings"]["value"]["TWILIO__NUMBER"] == "+12025550100"
    assert values.parameters("terraform", VALUES)["environment_name"] == "test"


def test_all_that_is_missing_is_named_at_once() -> None:
    without = {key: value for key, value in VALUES.items() if "VOICE" not in key}
    with pytest.raises(MissingValue, match="ELEVENLABS__VOICE_EN, ELEVENLABS__VOICE_ES"):
        values.parameters("terraform", without)


def test_the_example_names_all_that_can_be_given() -> None:
    text = "".join(file.read_text() for file in values.FILES.values())
    assert {place[1] for place in values.PLACE.finditer(text)} - set(VALUES) == {
        "AZURE_PRINCIPAL_TYPE"
    }


def test_an_environment_that_is_not_written_down_is_refused() -> None:
    with pytest.raises(MissingValue, match=r"no infra/environments/nowhere\.json: copy"):
        values.given("nowhere", {})


@pytest.mark.parametrize("dialect", ["bicep", "terraform", "azd"])
def test_what_is_shown_first_changes_nothing(dialect: str) -> None:
    words = {word for command in azure.previews(dialect, AT) for word in command}
    assert words & {"what-if", "plan", "--preview"}
    assert not words & {"create", "apply", "--no-prompt"}


def test_terraform_does_what_it_has_shown() -> None:
    shown, done = azure.previews("terraform", AT)[-1], azure.changes("terraform", AT)[-1]
    assert shown[-1] == f"-out={done[-1]}"


def test_no_secret_stands_on_a_command_line() -> None:
    assert vaults.put("kv", "audio-key")[-6:] == (
        "--file",
        "/dev/stdin",
        "--encoding",
        "utf-8",
        "--output",
        "none",
    )
    assert "--deployment-token" not in package.show(Path("page"))


def test_the_vaults_get_every_secret_that_the_code_names() -> None:
    known = {name for names in vaults.OURS.values() for name in names} | set(vaults.VENDORS)
    code = "".join(file.read_text() for file in (ROOT / "functions").rglob("*.py"))
    code += "".join(file.read_text() for file in (ROOT / "shared").rglob("*.py"))
    assert {name for name in known if f'"{name}"' not in code} == set()


def test_a_package_holds_the_app_and_nothing_of_the_workshop() -> None:
    packed = {file.relative_to(ROOT) for file in package.files()}
    assert {Path("function_app.py"), Path("host.json"), Path("shared/settings.py")} <= packed
    assert any(file.suffix == ".sql" for file in packed)
    ignored = {line.strip("/") for line in (ROOT / ".funcignore").read_text().split()}
    assert {file.parts[0] for file in packed} & ignored == set()


def test_the_page_is_sent_without_what_checks_it(tmp_path: Path) -> None:
    sent = {each.name for each in package.page(tmp_path / "page").iterdir()}
    files = {"index.html", "favicon.svg", "icons.svg", "staticwebapp.config.json"}
    assert sent == files | {"css", "js"}
