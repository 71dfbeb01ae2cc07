import re

import pytest

from shared.settings import Settings, purposes

THE_HOSTS_OWN = {"FUNCTIONS_WORKER_RUNTIME", "AZUREWEBJOBSSTORAGE"}


def test_the_example_has_every_setting_and_no_other(example: dict[str, str]) -> None:
    assert sorted(name.upper() for name in example) == sorted({*purposes(), *THE_HOSTS_OWN})


def test_the_example_loads(environment: pytest.MonkeyPatch, example: dict[str, str]) -> None:
    for name, value in example.items():
        environment.setenv(name, value)
    assert Settings.load().app_role == "all"


def test_the_example_names_the_host_its_runtime_and_storage(example: dict[str, str]) -> None:
    assert example["FUNCTIONS_WORKER_RUNTIME"] == "python"
    assert example["AzureWebJobsStorage"] == example["Storage"] == "UseDevelopmentStorage=true"


@pytest.mark.parametrize("secret", [r"://[^/]*:[^/]*@", r"(?i)(account|shared)\w*key", r"\w{40}"])
def test_the_example_shows_form_but_no_secret(example: dict[str, str], secret: str) -> None:
    assert [name for name, value in example.items() if re.search(secret, value)] == []
