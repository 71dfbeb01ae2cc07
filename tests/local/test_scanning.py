import pytest

from scripts.scanning import files, secrets

RANDOM = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
LEAKS = (
    f"AccountKey={'Ab1+' * 12}==",
    f"twilio = Client('SK{RANDOM}')",
    f"key: sk-proj-{RANDOM}",
    f"sk_{RANDOM}{RANDOM}",
    f"ghp_{RANDOM}abcd",
    f"eyJ{RANDOM}.eyJ{RANDOM}.{RANDOM}",
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "postgresql://app:" + "hunter22hunter@db/prod",
    f'AUTH_TOKEN = "{RANDOM}"',
    f'"client_secret": "{RANDOM}"',
)
HARMLESS = (
    "postgresql://centralita:{password}@{server}/centralita",
    'password = secret.kept(run.folder / "postgres.password")',
    '"api_key": "your-own-key-goes-here"',
    "TWILIO_AUTH_TOKEN=...",
    f'token = "{RANDOM}"  # no-secret: the digest of an empty file',
)


@pytest.mark.parametrize("line", LEAKS)
def test_what_looks_like_a_secret_is_found_at_its_line(line: str) -> None:
    assert [number for number, _ in secrets(f"# first\n{line}\n")] == [2]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_names_one_is_left_alone(line: str) -> None:
    assert list(secrets(line)) == []


def test_what_git_ignores_is_not_looked_at() -> None:
    assert not [path for path in files() if ".local" in path.parts]
