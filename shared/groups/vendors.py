"""Who telephones, speaks, thinks, mails, signs people in and measures for us."""

from typing import Literal, Self

from pydantic import HttpUrl, WebsocketUrl, model_validator

from shared.groups.setting import setting
from shared.value import Value


class Entra(Value):
    """Microsoft Entra: the organisation's own sign-in, whose tokens are taken where it is named."""

    tenant: str | None = setting(
        "The directory whose people may show its tokens; empty: no tokens are taken.",
        source="Portal: Microsoft Entra ID > Overview > Tenant ID.",
        default=None,
        pattern=r"^[0-9a-fA-F-]{36}$",
    )
    audience: str | None = setting(
        "For whom such a token has to be made: the application's id, or its URI.",
        source="Portal: App registrations > the API > Overview > Application (client) ID.",
        default=None,
    )
    authority: HttpUrl = setting(
        "Who issues them.",
        default=HttpUrl("https://login.microsoftonline.com"),
        validate_default=False,
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.tenant is None) != (self.audience is None):
            raise ValueError("TENANT: give it together with AUDIENCE, or neither")
        return self


class Twilio(Value):
    """The telephone network."""

    account_sid: str = setting(
        "The account that calls are made with.",
        source="Twilio Console > Account Info > Account SID.",
        pattern=r"^AC[0-9a-f]{32}$",
    )
    number: str = setting(
        "The number we call from unless a campaign names another, in E.164.",
        source="Twilio Console > Phone Numbers > Active numbers.",
        pattern=r"^\+[1-9]\d{6,14}$",
    )
    calls_per_second: float = setting(
        "How many calls the account may place a second; more would wait in Twilio's own queue, "
        "where no pause reaches them.",
        source="Twilio Console > Voice > Settings > General.",
        default=1,
        gt=0,
        le=100,
    )
    live_calls: int = setting(
        "How many calls the account may have going at once, those to us included.",
        source="Twilio Console > Voice > Settings > General.",
        default=100,
        ge=1,
        le=10_000,
    )
    base_url: HttpUrl = setting(
        "Twilio's API.", default=HttpUrl("https://api.twilio.com"), validate_default=False
    )


class Relay(Value):
    """The optional application that talks over WebSockets instead of webhooks."""

    url: WebsocketUrl | None = setting(
        "Where Twilio's ConversationRelay reaches it, wss://HOST; empty: calls go by webhooks.",
        source="Portal: Container App > Overview > Application Url.",
        default=None,
    )


class Telemetry(Value):
    """Who is told of traces and figures. Without an address nobody is, and nothing is measured."""

    otlp_url: HttpUrl | None = setting(
        "A collector that takes OTLP over HTTP: spans go to /v1/traces, figures to /v1/metrics.",
        default=None,
    )
    facts: bool = setting(
        "Whether log lines are JSON objects, without numbers and addresses: for programs to read.",
        default=False,
    )
    sample: float = setting(
        "Share of traces that begin here and are told: 1 is all.", default=1, ge=0, le=1
    )


class ElevenLabs(Value):
    """The first voice."""

    base_url: HttpUrl = setting(
        "ElevenLabs' API.", default=HttpUrl("https://api.elevenlabs.io"), validate_default=False
    )
    voice_en: str = setting(
        "The voice that speaks English.", source="ElevenLabs > Voices > voice id."
    )
    voice_es: str = setting(
        "The voice that speaks Spanish.", source="ElevenLabs > Voices > voice id."
    )
    model: str = setting("The speech model.", default="eleven_flash_v2_5")
    voice_version: str = setting(
        "To be raised when a voice sounds otherwise than before: all is spoken anew.",
        default="1",
        pattern=r"^[\w.-]{1,40}$",
    )
    stability: float | None = setting(
        "How even it speaks; empty: as the voice is set there.", default=None, ge=0, le=1
    )
    similarity: float | None = setting(
        "How close to the original; empty: as the voice is set there.", default=None, ge=0, le=1
    )
    style: float | None = setting(
        "How much it exaggerates; empty: as the voice is set there.", default=None, ge=0, le=1
    )
    speed: float | None = setting(
        "How fast it speaks; empty: as the voice is set there.", default=None, ge=0.7, le=1.2
    )
    boost: bool | None = setting(
        "Whether to boost the likeness to the speaker; empty: as the voice is set there.",
        default=None,
    )
    price: int = setting(
        "What 1,000 characters cost, in micro-units of your money.",
        source="Your plan; 50000 is 0.05.",
        default=50_000,
        ge=0,
    )
    concurrency: int = setting(
        "How many requests are made at once, until an answer says what the plan allows.",
        default=10,
        ge=1,
        le=1000,
    )


class OpenAI(Value):
    """Azure OpenAI: conversation, embeddings, triage, the second voice."""

    base_url: HttpUrl | None = setting(
        "The v1 endpoint, https://NAME.openai.azure.com/openai/v1/, or OPENAI__AZURE_ENDPOINT.",
        source="Portal: Azure OpenAI > Keys and Endpoint.",
        default=None,
    )
    azure_endpoint: HttpUrl | None = setting(
        "The resource's own endpoint, for deployments that the v1 endpoint does not serve.",
        source="Portal: Azure OpenAI > Keys and Endpoint.",
        default=None,
    )
    api_version: str = setting("API version beside the azure endpoint.", default="2024-10-21")
    key_secret: str | None = setting(
        "The name of the secret that holds an API key; empty to use our identity.", default=None
    )
    chat_model: str = setting("The deployment that converses.", default="gpt-4.1-mini")
    chat_price_in: int = setting(
        "What 1,000,000 tokens read cost, in micro-units of your money.",
        source="Azure pricing; 400000 is 0.40.",
        default=400_000,
        ge=0,
    )
    chat_price_out: int = setting(
        "What 1,000,000 tokens written cost, in micro-units of your money.",
        source="Azure pricing; 1600000 is 1.60.",
        default=1_600_000,
        ge=0,
    )
    embedding_model: str = setting("The deployment that embeds.", default="text-embedding-3-small")
    embedding_dimensions: int = setting("How long its vectors are.", default=1536, ge=64, le=2000)
    embedding_languages: str = setting(
        "The languages it understands; in others search goes by words first.",
        default="en,es",
        pattern=r"^(en|es)(,(en|es))*$",
    )
    speech_model: str = setting("The deployment that speaks.", default="gpt-4o-mini-tts")
    speech_price: int = setting(
        "What 1,000 characters spoken cost, in micro-units of your money.",
        source="Azure pricing; 15000 is 0.015.",
        default=15_000,
        ge=0,
    )
    requests_per_minute: int | None = setting(
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

    host: str | None = setting(
        "The server that takes our mail by SMTP; empty: nothing is mailed.",
        default=None,
        pattern=r"^[A-Za-z0-9.:-]{1,253}$",
    )
    port: int = setting("Its port.", default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = setting(
        "How the connection is protected; none is for a server on the same machine.",
        default="starttls",
    )
    user: str | None = setting(
        "Who we are there; empty: it asks for no password.",
        default=None,
        pattern=r"^[^\s<>]{1,320}$",
    )
    sender: str = setting(
        "The desk's address, from which we write and at which we are written to.",
        default="desk@example.com",
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    )
    language: Literal["en", "es"] = setting(
        "The language of tickets that come by mail.", default="en"
    )
