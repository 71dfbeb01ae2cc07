import json
import re
from itertools import combinations
from string import Template

import pytest

from shared.settings import Settings, purposes
from tests.infra.read import BICEP, INFRA, TERRAFORM, block, keys, shared, text

SETTINGS = shared("settings")
CLASSES = {
    kind: {name.upper() for name in names} for kind, names in SETTINGS.items() if kind != "host"
}
PLACES = set(re.findall(r"\$\{(\w+)\}", json.dumps(SETTINGS)))
BICEP_FACTS = ("var facts = {", "var voiceFacts = union(facts, {")
TOLD = dict.fromkeys(PLACES, "https://somewhere.test/") | {
    "connections": "4",
    "postgresPort": "6432",
    "postgresHost": "psql.test",
    "redisHost": "amr.test",
    "identityName": "id-voice",
    "relayUrl": "",
}
TERRAFORM_FACTS = ("facts = {", "app => merge(local.facts, {")


def test_every_setting_is_made_in_azure_or_the_deployers_or_never_there() -> None:
    assert set.union(*CLASSES.values()) == set(purposes())
    assert not any(one & other for one, other in combinations(CLASSES.values(), 2))


@pytest.mark.parametrize("role", ["voice", "agent"])
def test_an_app_in_azure_starts_with_what_it_is_told(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = json.loads((INFRA / "environments/example.json").read_text())
    templates = {**SETTINGS["ours"], **SETTINGS["host"], "WEBSITE_SITE_NAME": "func"}
    filled = {name: Template(text).substitute(TOLD, role=role) for name, text in templates.items()}
    for name, value in {**filled, **{name: example[name] for name in SETTINGS["yours"]}}.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    assert str(settings.database.url).startswith("postgresql://id-voice@psql.test:6432/centralita")
    assert (settings.database.entra, settings.redis.entra, settings.relay.url) == (True, True, None)
    assert settings.storage_queue_url
    assert settings.storage_blob_url


def test_what_has_no_default_is_made_or_asked_for() -> None:
    groups = [field.annotation for field in Settings.model_fields.values()]
    inner = {
        f"{name}__{key}".upper()
        for name, group in zip(Settings.model_fields, groups, strict=True)
        for key, field in getattr(group, "model_fields", {}).items()
        if field.is_required()
    }
    assert inner <= CLASSES["ours"] | CLASSES["yours"]


def test_the_example_for_developers_knows_the_same_settings() -> None:
    example = json.loads((INFRA.parent / "local.settings.example.json").read_text())["Values"]
    unknown = {name.upper() for name in example} - set.union(*CLASSES.values())
    assert unknown == {"FUNCTIONS_WORKER_RUNTIME", "AZUREWEBJOBSSTORAGE"}


def test_the_host_is_told_nothing_that_flex_consumption_refuses() -> None:
    refused = ("FUNCTIONS_", "WEBSITE_", "SCM_", "ENABLE_ORYX_BUILD")
    assert not [
        name for name in {**SETTINGS["ours"], **SETTINGS["host"]} if name.startswith(refused)
    ]


def test_bicep_fills_every_template_for_both_apps() -> None:
    source = text(BICEP)
    common, voice = (keys(block(source, begin)) for begin in BICEP_FACTS)
    agent = keys(block(source, "var agentFacts = union(facts, {"))
    assert common | voice | {"relayUrl"} == PLACES
    assert common | agent == PLACES


def test_terraform_fills_every_template() -> None:
    source = text(TERRAFORM)
    assert set.union(*(keys(block(source, begin)) for begin in TERRAFORM_FACTS)) == PLACES


def test_both_dialects_ask_for_the_same_of_who_deploys() -> None:
    bicep = json.loads((INFRA / "bicep/main.parameters.json").read_text())["parameters"]
    terraform = json.loads((INFRA / "terraform/main.tfvars.json").read_text())
    values = {
        re.sub("[A-Z]", lambda c: f"_{c[0].lower()}", name): each["value"]
        for name, each in bicep.items()
    }
    assert values == terraform
    assert set(CLASSES["yours"]) <= set(terraform["your_settings"])


def test_models_are_deployed_under_the_names_the_settings_ask_for() -> None:
    openai = Settings.model_fields["openai"].annotation.model_fields  # type: ignore[union-attr]
    asked = {openai[f"{kind}_model"].default for kind in ("chat", "embedding", "speech")}
    assert asked == {model["name"] for model in shared("models")}
