import re

from scripts.local.places import ROOT
from tests.infra.read import BICEP, TERRAFORM, block, keys, shared, text

GRANTS = shared("grants")
HELD = {(grant["to"], grant["on"], grant["role"]) for grant in GRANTS}


def of(who: str) -> set[tuple[str, str]]:
    return {(place, role) for to, place, role in HELD if to == who}


def test_every_role_granted_is_known() -> None:
    assert {role for _, _, role in HELD} == set(shared("roles"))


def test_both_dialects_grant_at_every_place_named() -> None:
    places = {place for _, place, _ in HELD}
    assert set(re.findall(r"(?:grant|each)\.on == '(\w+)'", text(BICEP))) == places
    assert keys(block(text(TERRAFORM), "places = {")) == places


def test_every_container_that_the_code_names_is_made_and_written_by_somebody() -> None:
    code = "".join(file.read_text() for file in (ROOT / "functions").rglob("*.py"))
    named = set(re.findall(r'return f"([a-z]+)/\{', code))
    made = "['" + "', '".join(sorted(named)) + "']"
    assert f"containers: {made}" in text(BICEP)
    assert f"containers = {made.replace("'", '"')}" in text(TERRAFORM)
    assert named <= {place for _, place, role in HELD if role == "storageBlobDataContributor"}


def test_nobody_is_granted_a_resource_group_or_the_right_to_grant() -> None:
    assert "Contributor" not in {role for role in shared("roles") if not re.search("Data", role)}
    assert "scope: group" not in text([file for file in BICEP if file.stem == "grants"])


def test_the_agent_app_receives_no_message_and_opens_no_vault_of_the_telephone() -> None:
    assert of("agent") == {
        ("queue", "storageQueueDataMessageSender"),
        ("audio", "storageBlobDataReader"),
        ("recordings", "storageBlobDataReader"),
        ("attachments", "storageBlobDataContributor"),
        ("exports", "storageBlobDataReader"),
        ("hostAgent", "storageBlobDataOwner"),
        ("vaultAgent", "keyVaultSecretsUser"),
        ("openai", "cognitiveServicesOpenAIUser"),
        ("insights", "monitoringMetricsPublisher"),
    }


def test_the_apps_read_secrets_and_write_none() -> None:
    writers = {to for to, _, role in HELD if role == "keyVaultSecretsOfficer"}
    assert writers == {"deployer"}


def test_no_app_administers_the_database() -> None:
    assert "administratorId: principalId" in text(BICEP)
    assert "= var.principal_id" in block(text(TERRAFORM), 'administrator" "main"')


def test_the_agent_app_only_reads_transcripts() -> None:
    roles = shared("transcripts")
    reads, writes = (f"00000000-0000-0000-0000-00000000000{digit}" for digit in (1, 2))
    assert roles == {"voice": writes, "agent": reads}
