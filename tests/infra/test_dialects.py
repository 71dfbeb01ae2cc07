import re

import pytest

from scripts.deployment.database import EXTENSIONS
from scripts.local.places import ROOT
from shared.messages import CATALOGUE
from tests.infra.read import BICEP, INFRA, TERRAFORM, shared, text

ONLY_TERRAFORM = {"outputs", "variables", "versions"}  # Bicep has them in main
READ_BY_BOTH = sorted(file.name for file in (INFRA / "shared").glob("*.json"))
REFERENCE = re.compile(r"\b(azurerm_\w+|azapi_resource)\.(\w+)")
OUTPUTS = re.compile(r"^output \"?(\w+)\"?", re.MULTILINE)
SECRET = re.compile(r"(?i)password|secret|key|token|connection|sas")


def test_each_concern_has_a_file_of_the_same_name_in_both() -> None:
    assert {file.stem for file in BICEP} == {file.stem for file in TERRAFORM} - ONLY_TERRAFORM


@pytest.mark.parametrize("name", READ_BY_BOTH)
def test_what_is_shared_is_read_by_both(name: str) -> None:
    assert f"shared/{name}'" in text(BICEP)
    assert f"shared/{name}" in text(TERRAFORM) or f"{{local.shared}}/{name}" in text(TERRAFORM)


def test_every_queue_is_made_with_its_poison_queue() -> None:
    assert sorted(shared("queues")) == sorted(message.queue for message in CATALOGUE)
    assert "'${name}-poison'" in text(BICEP)
    assert '"${queue}-poison"' in text(TERRAFORM)


def test_what_terraform_refers_to_is_declared() -> None:
    source = text(TERRAFORM)
    made = set(re.findall(r'^(?:resource|data) "(\w+)" "(\w+)"', source, re.MULTILINE))
    assert set(REFERENCE.findall(source)) - made == set()
    given = set(re.findall(r'^variable "(\w+)"', source, re.MULTILINE))
    assert set(re.findall(r"\bvar\.(\w+)", source)) == given


def test_what_terraform_calls_local_is_said_once() -> None:
    source = text(TERRAFORM)
    inside = "\n".join(re.findall(r"^locals \{\n(.*?)^\}", source, re.MULTILINE | re.DOTALL))
    said = re.findall(r"^  (\w+)\s+=|^  (\w+) =", inside, re.MULTILINE)
    names = ["".join(pair) for pair in said]
    assert set(re.findall(r"\blocal\.(\w+)", source)) <= set(names)
    assert len(names) == len(set(names))


def test_both_tell_the_same_of_what_they_made_and_no_secret() -> None:
    bicep = set(OUTPUTS.findall((INFRA / "bicep/main.bicep").read_text()))
    terraform = set(OUTPUTS.findall((INFRA / "terraform/outputs.tf").read_text()))
    assert bicep == terraform
    assert not [name for name in terraform if SECRET.search(name)]


def test_nothing_is_signed_in_to_by_a_key() -> None:
    assert text(BICEP).count("disableLocalAuth: true") == 2
    assert text(TERRAFORM).count("local_authentication_enabled  = false") == 1
    for wanted in (
        "allowSharedKeyAccess: false",
        "accessKeysAuthentication: 'Disabled'",
        "passwordAuth: 'Disabled'",
    ):
        assert wanted in text(BICEP)
    assert "listKeys" not in text(BICEP)
    assert not re.search(
        r"primary_(access|connection)|_key\b", text(TERRAFORM).replace("key_vault", "")
    )


def test_every_word_an_alert_waits_for_is_in_the_code() -> None:
    for alert in shared("logalerts"):
        if alert["from"]:
            assert alert["words"] in alert["query"], alert["key"]
            assert alert["words"] in (ROOT / alert["from"]).read_text(), alert["key"]


def test_both_have_what_an_alert_on_a_metric_is_about() -> None:
    targets = {alert["target"] for alert in shared("metricalerts")}
    for target in targets:
        assert re.search(rf"^\s+{target}: \w+\.outputs\.id$", text(BICEP), re.MULTILINE)
        assert re.search(rf"^\s+{target}\s+= azurerm_", text(TERRAFORM), re.MULTILINE)


def test_the_extensions_of_the_migrations_are_allowed_and_made() -> None:
    files = sorted((ROOT / "shared/db/migrations").glob("*.sql"))
    wanted = re.findall(r"create extension if not exists (\w+)", text(files))
    assert sorted(wanted) == sorted(EXTENSIONS)
    allowed = ",".join(EXTENSIONS).upper()
    assert f"value: '{allowed}'" in text(BICEP)
    assert f'= "{allowed}"' in text(TERRAFORM)
