"""Everything that differs between one deployment and another: read once, from the environment."""

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import (
    AnyUrl,
    Field,
    HttpUrl,
    PostgresDsn,
    RedisDsn,
    SecretStr,
    ValidationError,
    WebsocketUrl,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from shared.value import Value


def _setting(purpose: str, *, default: Any = ..., source: str = "", **more: Any) -> Any:
    return Field(default, description=f"{purpose} {source}".strip(), **more)


class Database(Value):
    """PostgreSQL: the truth."""

    url: PostgresDsn = _setting(
        "PostgreSQL, through the transaction-mode pooler where there is one.",
        source="Portal: PostgreSQL flexible server > Connect, port 6432 for PgBouncer.",
        repr=False,
    )
    direct_url: PostgresDsn | None = _setting(
        "PostgreSQL without the pooler, for migrations only; the same as DATABASE__URL if empty.",
        source="Portal: PostgreSQL flexible server > Connect, port 5432.",
        default=None,
        repr=False,
    )
    entra: bool = _setting(
        "Whether the password is a Microsoft Entra token of our identity.", default=False
    )
    connections: int = _setting(
        "How many connections one instance may hold.", default=8, ge=1, le=100
    )


class Redis(Value):
    """Redis with RediSearch: caches, locks, the serving copy of the vectors."""

    url: RedisDsn = _setting(
        "Azure Managed Redis, rediss://HOST:10000.",
        source="Portal: Azure Managed Redis > Overview > Endpoint.",
        repr=False,
    )
    entra: bool = _setting(
        "Whether the password is a Microsoft Entra token of our identity.", default=False
    )


class Cosmos(Value):
    """Azure Cosmos DB: transcripts and call events."""

    endpoint: HttpUrl = _setting(
        "The account that keeps transcripts.", source="Portal: Azure Cosmos DB > Overview > URI."
    )
    database: str = _setting("The database in that account.", default="centralita")
    container: str = _setting("Its container, partitioned by /callId.", default="transcripts")
    retention_days: int = _setting("How long a transcript is kept, in days.", default=365, ge=1)
    ca_file: str | None = _setting(
        "A certificate authority to trust beside the system's.", default=None
    )
    discover_endpoints: bool = _setting(
        "Whether to follow the account's list of regions.", default=True
    )


class Retention(Value):
    """How long what was said is kept, by class: recording, transcript, words.

    The class `hold` is for good. A campaign names its class; calls to us have one, too.
    """

    short_days: int = _setting("Days the class `short` is kept.", default=30, ge=1, le=36_500)
    standard_days: int = _setting(
        "Days the class `standard` is kept.", default=365, ge=1, le=36_500
    )
    long_days: int = _setting("Days the class `long` is kept.", default=1825, ge=1, le=36_500)
    inbound: Literal["short", "standard", "long", "hold"] = _setting(
        "The class of calls that people make to us.", default="standard"
    )
    record_inbound: bool = _setting(
        "Whether calls that people make to us are recorded, after they were told.", default=False
    )
    dry_run: bool = _setting(
        "Whether what is too old is only counted, in the log, and stays.", default=False
    )

    @property
    def days(self) -> dict[str, int]:
        """Days by class. What is not in it is kept for good."""
        return {"short": self.short_days, "standard": self.standard_days, "long": self.long_days}


class KeyVault(Value):
    """Azure Key Vault: the secrets."""

    url: HttpUrl = _setting(
        "The vault that holds our secrets.", source="Portal: Key vault > Overview > Vault URI."
    )
    ca_file: str | None = _setting(
        "A certificate authority to trust beside the system's.", default=None
    )
    verify_challenge: bool = _setting(
        "Whether the vault's challenge must name its own domain.", default=True
    )


class Tickets(Value):
    """The desk."""

    reopen_days: int = _setting(
        "How many days a resolved ticket may be reopened; after them it is closed by itself.",
        default=7,
        ge=1,
        le=365,
    )
    scanner: bool = _setting(
        "Whether something scans attachments: none is handed out before it was found clean. "
        "False: there is no scanner, and they are handed out as they came.",
        default=True,
    )


class Entra(Value):
    """Microsoft Entra: the organisation's own sign-in, whose tokens are taken where it is named."""

    tenant: str | None = _setting(
        "The directory whose people may show its tokens; empty: no tokens are taken.",
        source="Portal: Microsoft Entra ID > Overview > Tenant ID.",
        default=None,
        pattern=r"^[0-9a-fA-F-]{36}$",
    )
    audience: str | None = _setting(
        "For whom such a token has to be made: the application's id, or its URI.",
        source="Portal: App registrations > the API > Overview > Application (client) ID.",
        default=None,
    )
    authority: HttpUrl = _setting(
        "Who issues them.",
        default=HttpUrl("https://login.microsoftonline.com"),
        validate_default=False,
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.tenant is None) != (self.audience is None):
            raise ValueError("TENANT: give it together with AUDIENCE, or neither")
        return self


class Limits(Value):
    """How much one caller of the API may ask; ten seconds' worth of it at once."""

    per_person: float = _setting("Requests a second of one person.", default=50, gt=0, le=1_000_000)
    per_token: float = _setting(
        "Requests a second of one API token.", default=10, gt=0, le=1_000_000
    )


class Twilio(Value):
    """The telephone network."""

    account_sid: str = _setting(
        "The account that calls are made with.",
        source="Twilio Console > Account Info > Account SID.",
        pattern=r"^AC[0-9a-f]{32}$",
    )
    number: str = _setting(
        "The number we call from unless a campaign names another, in E.164.",
        source="Twilio Console > Phone Numbers > Active numbers.",
        pattern=r"^\+[1-9]\d{6,14}$",
    )
    calls_per_second: float = _setting(
        "How many calls the account may place a second; more would wait in Twilio's own queue, "
        "where no pause reaches them.",
        source="Twilio Console > Voice > Settings > General.",
        default=1,
        gt=0,
        le=100,
    )
    live_calls: int = _setting(
        "How many calls the account may have going at once, those to us included.",
        source="Twilio Console > Voice > Settings > General.",
        default=100,
        ge=1,
        le=10_000,
    )
    base_url: HttpUrl = _setting(
        "Twilio's API.", default=HttpUrl("https://api.twilio.com"), validate_default=False
    )


class Relay(Value):
    """The optional application that talks over WebSockets instead of webhooks."""

    url: WebsocketUrl | None = _setting(
        "Where Twilio's ConversationRelay reaches it, wss://HOST; empty: calls go by webhooks.",
        source="Portal: Container App > Overview > Application Url.",
        default=None,
    )


class Telemetry(Value):
    """Who is told of traces and figures. Without an address nobody is, and nothing is measured."""

    otlp_url: HttpUrl | None = _setting(
        "A collector that takes OTLP over HTTP: spans go to /v1/traces, figures to /v1/metrics.",
        default=None,
    )
    facts: bool = _setting(
        "Whether log lines are JSON objects, without numbers and addresses: for programs to read.",
        default=False,
    )
    sample: float = _setting(
        "Share of traces that begin here and are told: 1 is all.", default=1, ge=0, le=1
    )


class ElevenLabs(Value):
    """The first voice."""

    base_url: HttpUrl = _setting(
        "ElevenLabs' API.", default=HttpUrl("https://api.elevenlabs.io"), validate_default=False
    )
    voice_en: str = _setting(
        "The voice that speaks English.", source="ElevenLabs > Voices > voice id."
    )
    voice_es: str = _setting(
        "The voice that speaks Spanish.", source="ElevenLabs > Voices > voice id."
    )
    model: str = _setting("The speech model.", default="eleven_flash_v2_5")
    voice_version: str = _setting(
        "To be raised when a voice sounds otherwise than before: all is spoken anew.",
        default="1",
        pattern=r"^[\w.-]{1,40}$",
    )
    stability: float | None = _setting(
        "How even it speaks; empty: as the voice is set there.", default=None, ge=0, le=1
    )
    similarity: float | None = _setting(
        "How close to the original; empty: as the voice is set there.", default=None, ge=0, le=1
    )
    style: float | None = _setting(
        "How much it exaggerates; empty: as the voice is set there.", default=None, ge=0, le=1
    )
    speed: float | None = _setting(
        "How fast it speaks; empty: as the voice is set there.", default=None, ge=0.7, le=1.2
    )
    boost: bool | None = _setting(
        "Whether to boost the likeness to the speaker; empty: as the voice is set there.",
        default=None,
    )
    price: int = _setting(
        "What 1,000 characters cost, in micro-units of your money.",
        source="Your plan; 50000 is 0.05.",
        default=50_000,
        ge=0,
    )
    concurrency: int = _setting(
        "How many requests are made at once, until an answer says what the plan allows.",
        default=10,
        ge=1,
        le=1000,
    )


class OpenAI(Value):
    """Azure OpenAI: conversation, embeddings, triage, the second voice."""

    base_url: HttpUrl | None = _setting(
        "The v1 endpoint, https://NAME.openai.azure.com/openai/v1/, or OPENAI__AZURE_ENDPOINT.",
        source="Portal: Azure OpenAI > Keys and Endpoint.",
        default=None,
    )
    azure_endpoint: HttpUrl | None = _setting(
        "The resource's own endpoint, for deployments that the v1 endpoint does not serve.",
        source="Portal: Azure OpenAI > Keys and Endpoint.",
        default=None,
    )
    api_version: str = _setting("API version beside the azure endpoint.", default="2024-10-21")
    key_secret: str | None = _setting(
        "The name of the secret that holds an API key; empty to use our identity.", default=None
    )
    chat_model: str = _setting("The deployment that converses.", default="gpt-4.1-mini")
    chat_price_in: int = _setting(
        "What 1,000,000 tokens read cost, in micro-units of your money.",
        source="Azure pricing; 400000 is 0.40.",
        default=400_000,
        ge=0,
    )
    chat_price_out: int = _setting(
        "What 1,000,000 tokens written cost, in micro-units of your money.",
        source="Azure pricing; 1600000 is 1.60.",
        default=1_600_000,
        ge=0,
    )
    embedding_model: str = _setting("The deployment that embeds.", default="text-embedding-3-small")
    embedding_dimensions: int = _setting("How long its vectors are.", default=1536, ge=64, le=2000)
    embedding_languages: str = _setting(
        "The languages it understands; in others search goes by words first.",
        default="en,es",
        pattern=r"^(en|es)(,(en|es))*$",
    )
    speech_model: str = _setting("The deployment that speaks.", default="gpt-4o-mini-tts")
    speech_price: int = _setting(
        "What 1,000 characters spoken cost, in micro-units of your money.",
        source="Azure pricing; 15000 is 0.015.",
        default=15_000,
        ge=0,
    )
    requests_per_minute: int | None = _setting(
        "How often a minute the deployment that converses may be asked; empty: as often as needed.",
        source="Azure AI Foundry > Deployments > Rate limit (requests per minute).",
        default=None,
        ge=1,
    )

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.base_url is None) == (self.azure_endpoint is None):
            raise ValueError("BASE_URL: give either this or AZURE_ENDPOINT")
        return self


class Mail(Value):
    """Mail to requesters. The secrets `smtp-password` and `mail-key` lie in the vault."""

    host: str | None = _setting(
        "The server that takes our mail by SMTP; empty: nothing is mailed.",
        default=None,
        pattern=r"^[A-Za-z0-9.:-]{1,253}$",
    )
    port: int = _setting("Its port.", default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = _setting(
        "How the connection is protected; none is for a server on the same machine.",
        default="starttls",
    )
    user: str | None = _setting(
        "Who we are there; empty: it asks for no password.",
        default=None,
        pattern=r"^[^\s<>]{1,320}$",
    )
    sender: str = _setting(
        "The desk's address, from which we write and at which we are written to.",
        default="desk@example.com",
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    )
    language: Literal["en", "es"] = _setting(
        "The language of tickets that come by mail.", default="en"
    )


class Webhooks(Value):
    """What others are told of."""

    private: bool = _setting(
        "Whether webhooks may lead to private addresses, and go without TLS: for developers only.",
        default=False,
    )


class Settings(BaseSettings):
    """One frozen object. In the environment: upper case, two underscores after a group."""

    model_config = SettingsConfigDict(
        env_nested_delimiter="__",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        populate_by_name=True,
    )

    app_role: Literal["all", "voice", "agent"] = _setting(
        "Which functions this app registers: voice (webhooks, queues, timers, orchestrations), "
        "agent (the API behind the web app), or all, on a developer's machine.",
        default="all",
    )
    public_url: HttpUrl = _setting(
        "The address at which Twilio reaches the voice app. Signatures are checked against it.",
        source="Portal: the voice function app > Overview > Default domain.",
    )
    organisation: str = _setting(
        "The name callers hear.", default="Centralita", min_length=2, max_length=60
    )
    support_rota: str = _setting(
        "The rota whose people take over calls of which no campaign says who does.",
        default="Support",
        min_length=1,
        max_length=100,
    )
    clock_url: HttpUrl | None = _setting(
        "A clock to go by instead of the machine's, for tests and rehearsals on virtual time.",
        default=None,
    )
    storage: SecretStr | None = _setting(
        "Storage account for queues and files, as a connection string; "
        "with an identity give STORAGE__QUEUESERVICEURI and STORAGE__BLOBSERVICEURI instead.",
        source="Portal: Storage account > Security + networking > Access keys.",
        default=None,
    )
    storage_queue_url: AnyUrl | None = _setting(
        "The storage account's queues, used with our identity.",
        source="Portal: Storage account > Settings > Endpoints.",
        default=None,
        validation_alias="STORAGE__QUEUESERVICEURI",
    )
    storage_blob_url: AnyUrl | None = _setting(
        "The storage account's files, used with our identity.",
        source="Portal: Storage account > Settings > Endpoints.",
        default=None,
        validation_alias="STORAGE__BLOBSERVICEURI",
    )
    identity_client_id: str | None = _setting(
        "Which user-assigned identity to be, where the app has several.",
        source="Portal: Managed identity > Overview > Client ID.",
        default=None,
        validation_alias="AZURE_CLIENT_ID",
    )
    azure_site: str | None = _setting(
        "Set by Azure: the function app's name.", default=None, validation_alias="WEBSITE_SITE_NAME"
    )
    signed_in_by_azure: bool = _setting(
        "Set by Azure: whether its sign-in stands before this app and strips what visitors write "
        "into x-ms-client-principal. Without it that header is anybody's word, and is not taken.",
        default=False,
        validation_alias="WEBSITE_AUTH_ENABLED",
    )
    insights: SecretStr | None = _setting(
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
