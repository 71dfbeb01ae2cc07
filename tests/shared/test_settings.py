import traceback

import pytest
from pydantic import ValidationError

from shared.settings import Settings, WrongSettings, purposes

NEEDED = {
    "PUBLIC_URL": "https://centralita.example",
    "STORAGE": "UseDevelopmentStorage=true",
    "DATABASE__URL": "postgresql://db.example/centralita",
    "REDIS__URL": "rediss://redis.example:10000",
    "COSMOS__ENDPOINT": "https://cosmos.example",
    "KEYVAULT__URL": "https://vault.example",
    "TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO__NUMBER": "+12025550100",
    "ELEVENLABS__VOICE_EN": "english",
    "ELEVENLABS__VOICE_ES": "spanish",
    "OPENAI__BASE_URL": "https://openai.example/openai/v1/",
}
GROUPS = ("DATABASE", "REDIS", "COSMOS", "KEYVAULT", "TWILIO", "ELEVENLABS", "OPENAI")
CANARY = "<canary'\x07["  # fits no address, number, choice, account or switch
FREE_TEXT = {
    "STORAGE",
    "ORGANISATION",
    "ENTRA__AUDIENCE",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
    "SUPPORT_ROTA",
    "AZURE_CLIENT_ID",
    "COSMOS__DATABASE",
    "COSMOS__CONTAINER",
    "COSMOS__CA_FILE",
    "KEYVAULT__CA_FILE",
    "ELEVENLABS__VOICE_EN",
    "ELEVENLABS__VOICE_ES",
    "ELEVENLABS__MODEL",
    "OPENAI__API_VERSION",
    "OPENAI__KEY_SECRET",
    "OPENAI__CHAT_MODEL",
    "OPENAI__EMBEDDING_MODEL",
    "OPENAI__SPEECH_MODEL",
}


def load(environment: pytest.MonkeyPatch, **changes: str) -> Settings:
    for name, value in (NEEDED | changes).items():
        environment.setenv(name, value)
    return Settings.load()


def complaint(environment: pytest.MonkeyPatch, **changes: str) -> str:
    with pytest.raises(WrongSettings) as refused:
        load(environment, **changes)
    return "".join(traceback.format_exception(refused.value))


def test_what_is_needed_is_enough(environment: pytest.MonkeyPatch) -> None:
    settings = load(environment)
    assert settings.app_role == "all"
    assert str(settings.twilio.base_url) == "https://api.twilio.com/"


def test_settings_are_frozen(environment: pytest.MonkeyPatch) -> None:
    settings = load(environment)
    with pytest.raises(ValidationError, match="frozen"):
        settings.app_role = "voice"  # type: ignore[misc]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_names_itself_its_purpose_and_its_source(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    told = complaint(environment, **{name: ""})
    line = next(line for line in told.splitlines() if line.startswith(f"  {name}: "))
    assert line.endswith(purposes()[name])
    assert " > " in line


@pytest.mark.parametrize("group", GROUPS)
def test_a_missing_group_names_the_settings_in_it(
    environment: pytest.MonkeyPatch, group: str
) -> None:
    inside = [name for name in NEEDED if name.startswith(f"{group}__")]
    told = complaint(environment, **dict.fromkeys(inside, ""))
    assert inside
    assert all(f"\n  {name}: is missing. {purposes()[name]}" in told for name in inside)


def test_everything_that_is_missing_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongSettings) as refused:
        Settings.load()
    told = {line.split(":")[0].strip() for line in str(refused.value).splitlines()[1:]}
    assert told == set(NEEDED) - {
        "STORAGE"
    }  # two ways to give it: asked for once the rest is there


@pytest.mark.parametrize("name", sorted(set(purposes()) - FREE_TEXT - {"WEBSITE_SITE_NAME"}))
def test_a_wrong_setting_names_itself_and_its_purpose_but_not_its_value(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    told = complaint(environment, **{name: CANARY})
    assert f"\n  {name}: " in told
    assert purposes()[name] in told
    assert "canary" not in told


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("value", [CANARY, '"canary"', '{"canary": "canary"}'])
def test_a_group_given_as_a_whole_is_refused_without_its_value(
    environment: pytest.MonkeyPatch, group: str, value: str
) -> None:
    told = complaint(environment, **{group: value})
    assert group.lower() in told.lower()
    assert "'\x07" not in told
    assert '"canary"' not in told


@pytest.mark.parametrize("name", ["STORAGE", "DATABASE__URL", "DATABASE__DIRECT_URL", "REDIS__URL"])
def test_settings_that_may_hold_a_password_are_not_shown(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    scheme = "redis" if name == "REDIS__URL" else "postgresql"
    settings = load(environment, **{name: f"{scheme}://somebody:canary@db.example/0"})
    assert "canary" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"STORAGE": "", "STORAGE__QUEUESERVICEURI": "https://queues.example"}, "STORAGE"),
        ({"OPENAI__AZURE_ENDPOINT": "https://openai.example"}, "OPENAI__BASE_URL"),
        ({"APP_ROLE": "all", "WEBSITE_SITE_NAME": "centralita-agent"}, "APP_ROLE"),
    ],
)
def test_settings_that_do_not_fit_together_name_themselves_and_their_purpose(
    environment: pytest.MonkeyPatch, changes: dict[str, str], name: str
) -> None:
    told = complaint(environment, **changes)
    assert f"\n  {name}: " in told
    assert purposes()[name] in told


@pytest.mark.parametrize("role", ["voice", "agent"])
def test_in_azure_an_app_has_one_of_two_roles(environment: pytest.MonkeyPatch, role: str) -> None:
    settings = load(environment, APP_ROLE=role, WEBSITE_SITE_NAME=f"centralita-{role}")
    assert settings.app_role == role


def test_storage_may_be_two_addresses_and_an_identity(environment: pytest.MonkeyPatch) -> None:
    addresses = {
        "STORAGE__QUEUESERVICEURI": "https://queues.example",
        "STORAGE__BLOBSERVICEURI": "https://blobs.example",
    }
    settings = load(environment, STORAGE="", **addresses)
    assert settings.storage is None
    assert str(settings.storage_queue_url) == "https://queues.example/"


def test_names_are_read_as_azure_and_people_write_them(environment: pytest.MonkeyPatch) -> None:
    settings = load(environment, STORAGE="", Storage="UseDevelopmentStorage=true")
    assert settings.storage is not None
    assert settings.storage.get_secret_value() == "UseDevelopmentStorage=true"


def test_a_misspelt_setting_of_a_group_is_heard_of(environment: pytest.MonkeyPatch) -> None:
    assert "\n  TWILIO__ACOUNT_SID: " in complaint(environment, TWILIO__ACOUNT_SID="AC")


@pytest.mark.parametrize("name", sorted(purposes()))
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert purposes()[name].endswith(".")
