"""Everything that differs between one deployment and another: read once, from the environment."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import AnyUrl, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.groups.house import Limits, Retention, Tickets, Webhooks
from shared.groups.setting import setting
from shared.groups.stores import Cosmos, Database, KeyVault, Redis
from shared.groups.vendors import ElevenLabs, Entra, Mail, OpenAI, Relay, Telemetry, Twilio
from shared.value import Value


class Settings(BaseSettings):
    """One frozen object. In the environment: upper case, two underscores after a group."""

    model_config = SettingsConfigDict(
        env_nested_delimiter="__",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        populate_by_name=True,
    )

    app_role: Literal["all", "voice", "agent"] = setting(
        "Which functions this app registers: voice (webhooks, queues, timers, orchestrations), "
        "agent (the API behind the web app), or all, on a developer's machine.",
        default="all",
    )
    public_url: HttpUrl = setting(
        "The address at which Twilio reaches the voice app. Signatures are checked against it.",
        source="Portal: the voice function app > Overview > Default domain.",
    )
    organisation: str = setting(
        "The name callers hear.", default="Centralita", min_length=2, max_length=60
    )
    support_rota: str = setting(
        "The rota whose people take over calls of which no campaign says who does.",
        default="Support",
        min_length=1,
        max_length=100,
    )
    clock_url: HttpUrl | None = setting(
        "A clock to go by instead of the machine's, for tests and rehearsals on virtual time.",
        default=None,
    )
    storage: SecretStr | None = setting(
        "Storage account for queues and files, as a connection string; "
        "with an identity give STORAGE__QUEUESERVICEURI and STORAGE__BLOBSERVICEURI instead.",
        source="Portal: Storage account > Security + networking > Access keys.",
        default=None,
    )
    storage_queue_url: AnyUrl | None = setting(
        "The storage account's queues, used with our identity.",
        source="Portal: Storage account > Settings > Endpoints.",
        default=None,
        validation_alias="STORAGE__QUEUESERVICEURI",
    )
    storage_blob_url: AnyUrl | None = setting(
        "The storage account's files, used with our identity.",
        source="Portal: Storage account > Settings > Endpoints.",
        default=None,
        validation_alias="STORAGE__BLOBSERVICEURI",
    )
    identity_client_id: str | None = setting(
        "Which user-assigned identity to be, where the app has several.",
        source="Portal: Managed identity > Overview > Client ID.",
        default=None,
        validation_alias="AZURE_CLIENT_ID",
    )
    azure_site: str | None = setting(
        "Set by Azure: the function app's name.", default=None, validation_alias="WEBSITE_SITE_NAME"
    )
    signed_in_by_azure: bool = setting(
        "Set by Azure: whether its sign-in stands before this app and strips what visitors write "
        "into x-ms-client-principal. Without it that header is anybody's word, and is not taken.",
        default=False,
        validation_alias="WEBSITE_AUTH_ENABLED",
    )
    insights: SecretStr | None = setting(
        "Set by Azure: where Application Insights takes traces and figures.",
        default=None,
        validation_alias="APPLICATIONINSIGHTS_CONNECTION_STRING",
    )
    telemetry: Telemetry = Telemetry()
    tickets: Tickets = Tickets()
    entra: Entra = Entra()
    limits: Limits = Limits()
    database: Database
    redis: Redis
    cosmos: Cosmos
    retention: Retention = Retention()
    keyvault: KeyVault
    twilio: Twilio
    relay: Relay = Relay()
    elevenlabs: ElevenLabs
    openai: OpenAI
    webhooks: Webhooks = Webhooks()
    mail: Mail = Mail()

    @model_validator(mode="after")
    def _storage_is_there(self) -> Self:
        if self.storage is None and not (self.storage_queue_url and self.storage_blob_url):
            raise ValueError("STORAGE: give a connection string, or both service addresses")
        return self

    @model_validator(mode="after")
    def _all_is_for_developers(self) -> Self:
        if self.azure_site and self.app_role == "all":
            raise ValueError("APP_ROLE: in Azure it is voice or agent: all would trust anybody")
        return self

    @model_validator(mode="after")
    def _time_is_real_in_azure(self) -> Self:
        if self.azure_site and self.clock_url:
            raise ValueError("CLOCK_URL: in Azure the time is the machine's")
        return self

    @model_validator(mode="after")
    def _webhooks_are_guarded_in_azure(self) -> Self:
        if self.azure_site and self.webhooks.private:
            raise ValueError("WEBHOOKS__PRIVATE: in Azure it is false: any admin could look inside")
        return self

    @classmethod
    def load(cls) -> Self:
        """From the environment; nothing else reads it. Raises `WrongSettings`."""
        try:
            return cls()
        except ValidationError as error:
            raise WrongSettings.of(error) from None  # the cause would print what was given
        except SettingsError as error:
            raise WrongSettings(f"{error}: set GROUP__NAME for each of the group") from None


class WrongSettings(Exception):
    """Which settings are missing or wrong, what each is for and where to get it. Shows no value."""

    @classmethod
    def of(cls, error: ValidationError) -> Self:
        """Drop the values from pydantic's complaint, and add what we know of each setting."""
        lines = [
            f"  {name}: {problem}" + (f". {purpose}" if (purpose := purposes().get(name)) else "")
            for name, problem in sorted(set(_complaints(error)))
        ]
        return cls("\n".join(["These settings are missing or wrong:", *lines]))


def _complaints(error: ValidationError) -> Iterator[tuple[str, str]]:
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        path, problem = [str(part) for part in each["loc"]], each["msg"]
        if each["type"] == "value_error":  # ours: "SETTING: what is wrong with it"
            inner, _, problem = problem.removeprefix("Value error, ").partition(": ")
            path.append(inner)
        name = "__".join(path).upper()
        if each["type"] == "missing":
            yield from ((known, "is missing") for known in _required(name))
        else:
            yield name, problem


def _required(name: str) -> list[str]:
    """A whole group may be missing: then each of its settings that has no default is."""
    field = Settings.model_fields.get(name.lower())
    group = field.annotation if field else None
    if not (isinstance(group, type) and issubclass(group, Value)):
        return [name]
    inner = group.model_fields
    wanted = [key for key, value in inner.items() if value.is_required()] or list(inner)[:1]
    return [f"{name}__{key}".upper() for key in wanted]


def purposes() -> dict[str, str]:
    """Every setting's name in the environment, and what it is for."""
    found: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, Value):
            for inner, deeper in group.model_fields.items():
                found[f"{name}__{inner}".upper()] = deeper.description or ""
        else:
            found[str(field.validation_alias or name).upper()] = field.description or ""
    return found
