from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.local.places import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
JOBS = {
    f"{file.stem}/{name}": job
    for file in WORKFLOWS
    for name, job in yaml.safe_load(file.read_text())["jobs"].items()
}


def signs_in(job: dict[str, Any]) -> bool:
    return any(step.get("uses", "").startswith("azure/login@") for step in job["steps"])


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_github_keeps_no_secret_of_ours(file: Path) -> None:
    assert "secrets." not in file.read_text()


@pytest.mark.parametrize("name", JOBS)
def test_a_token_is_given_only_to_a_job_that_signs_in_to_an_environment(name: str) -> None:
    job = JOBS[name]
    may = job.get("permissions", {}).get("id-token") == "write"
    assert (may, "environment" in job) == (signs_in(job), signs_in(job))


def test_the_services_that_azd_deploys_carry_its_tags() -> None:
    services = yaml.safe_load((ROOT / "azure.yaml").read_text())["services"]
    bicep, terraform = (
        "".join(file.read_text() for file in (ROOT / "infra" / folder).rglob(pattern))
        for folder, pattern in (("bicep", "*.bicep"), ("terraform", "*.tf"))
    )
    assert set(services) == {"voice", "agent", "web"}
    assert bicep.count("'azd-service-name': ") == terraform.count("azd-service-name = ") == 2
