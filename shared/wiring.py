"""The one place that knows which vendor stands behind which port."""

from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from threading import Thread

from shared.adapters import cosmos, smtp, storage
from shared.adapters.clock import SystemClock
from shared.adapters.cosmos import CosmosTranscripts
from shared.adapters.elevenlabs import ElevenLabsVoice
from shared.adapters.entra import EntraPassports, Issuer
from shared.adapters.followed import FollowedClock
from shared.adapters.identity import Identity, postgres_password, redis_login
from shared.adapters.keyvault import KeyVaultSecrets, Vault
from shared.adapters.leased import LeasedBucket
from shared.adapters.listener import is_listened_to, listen
from shared.adapters.observed import observed
from shared.adapters.openai import OpenAIEmbeddings, OpenAILanguage, OpenAIVoice
from shared.adapters.openai_account import OpenAIAccount
from shared.adapters.queues import StorageQueues
from shared.adapters.receivers import HttpReceivers
from shared.adapters.recorder import TwilioRecorder
from shared.adapters.redis import RedisBucket, RedisCache, RedisServer
from shared.adapters.remembering import RememberingEmbeddings
from shared.adapters.smtp import SmtpMail
from shared.adapters.storage import StorageFiles, StorageQueue
from shared.adapters.twilio import TwilioSignatures, TwilioTelephony
from shared.adapters.vectors import RedisVectors
from shared.db.pool import Database
from shared.memory import Memory
from shared.outbox import Relay
from shared.ports import (
    Bucket,
    Cache,
    Cast,
    Clock,
    Embeddings,
    Files,
    Language,
    Mail,
    Passports,
    Queue,
    Queues,
    Receivers,
    Recorder,
    Secrets,
    Signatures,
    Speaker,
    Telephony,
    Transcripts,
    Vectors,
)
from shared.settings import Settings
from shared.value import Spoken

HEAVY = (
    "openai.resources.chat",
    "openai.resources.embeddings",
    "elevenlabs.client",
    "shared.adapters.telephone",
    "twilio.rest",
    "azure.cosmos.aio",
    "holidays.countries",
)


@dataclass(frozen=True)
class Deps:
    """What the edges hand on to the services."""

    settings: Settings
    clock: Clock
    db: Database
    relay: Relay
    queue: Queue
    queues: Queues
    files: Files
    secrets: Secrets
    telephony: Telephony
    recorder: Recorder
    signatures: Signatures
    speakers: tuple[Speaker, ...]
    cast: Cast
    language: Language
    embeddings: Embeddings
    transcripts: Transcripts
    cache: Cache
    bucket: Bucket
    vectors: Vectors
    passports: Passports
    limits: Bucket
    memory: Memory
    receivers: Receivers
    mail: Mail

    @property
    def is_listened_to(self) -> bool:
        """Whether somebody is told how it goes: else nobody need measure."""
        return is_listened_to(self.settings)


async def deps() -> Deps:
    """The process-wide dependencies. Async, so that only the one event loop builds them."""
    return _deps()


@cache
def _deps() -> Deps:
    settings = Settings.load()
    Thread(target=_warm, args=(settings,), daemon=True).start()
    return build(settings)


def _warm(settings: Settings) -> None:
    """Load the vendors' SDKs beside the first request: they take seconds, its deadline has few."""
    for name in HEAVY:
        import_module(name)
    listen(settings)  # last: a caller waits for the others


def build(settings: Settings) -> Deps:
    """Everything, from settings alone. Nothing is connected yet, and no vendor's SDK is loaded."""
    followed = FollowedClock(str(settings.clock_url)) if settings.clock_url else None
    clock = followed or SystemClock()
    identity = Identity(settings.identity_client_id)
    vault = Vault(
        address=str(settings.keyvault.url),
        ca=settings.keyvault.ca_file,
        check_challenge=settings.keyvault.verify_challenge,
    )
    secrets = KeyVaultSecrets(vault, identity, clock)
    queue = StorageQueue(_storage(settings, settings.storage_queue_url, identity))
    relay = Relay(queue, clock)
    if followed:
        followed.watch(relay.activity)
    database = _database(settings, identity)
    later = relay.nudge if followed else relay.nudge_later  # a clock that jumps waits for nobody
    database.after_commit(lambda: relay.nudge(database), lambda: later(database))
    redis = RedisServer(
        str(settings.redis.url),
        login=partial(redis_login, identity) if settings.redis.entra else None,
    )
    openai = _openai(settings, secrets, identity)
    first = _first_voice(settings, secrets)
    made = Deps(
        settings=settings,
        clock=clock,
        db=database,
        relay=relay,
        queue=queue,
        queues=StorageQueues(_storage(settings, settings.storage_queue_url, identity)),
        files=StorageFiles(_storage(settings, settings.storage_blob_url, identity)),
        secrets=secrets,
        telephony=TwilioTelephony(
            str(settings.twilio.base_url), settings.twilio.account_sid, secrets
        ),
        recorder=TwilioRecorder(
            str(settings.twilio.base_url), settings.twilio.account_sid, secrets
        ),
        signatures=TwilioSignatures(secrets, clock),
        speakers=_speakers(settings, first, openai),
        cast=first,
        language=OpenAILanguage(openai, model=settings.openai.chat_model),
        embeddings=OpenAIEmbeddings(
            openai,
            model=settings.openai.embedding_model,
            dimensions=settings.openai.embedding_dimensions,
            languages=map(Spoken, settings.openai.embedding_languages.split(",")),
        ),
        transcripts=_transcripts(settings, identity),
        cache=RedisCache(redis),
        bucket=RedisBucket(redis),
        vectors=RedisVectors(
            redis,
            model=settings.openai.embedding_model,
            dimensions=settings.openai.embedding_dimensions,
        ),
        passports=EntraPassports(_issuer(settings), clock),
        limits=LeasedBucket(RedisBucket(redis)),
        memory=Memory(clock),
        receivers=HttpReceivers(private=settings.webhooks.private),
        mail=SmtpMail(_mail_server(settings), secrets),
    )
    made = _observed(made) if is_listened_to(settings) else made
    return replace(made, embeddings=RememberingEmbeddings(made.embeddings, made.memory))


def _observed(made: Deps) -> Deps:
    """Every vendor, with a span for each question. Where nobody listens, it costs nothing."""
    return replace(
        made,
        files=observed(made.files, "storage"),
        telephony=observed(made.telephony, "twilio"),
        recorder=observed(made.recorder, "twilio"),
        speakers=tuple(
            replace(each, voice=observed(each.voice, each.name)) for each in made.speakers
        ),
        cast=observed(made.cast, "elevenlabs"),
        language=observed(made.language, "openai"),
        embeddings=observed(made.embeddings, "openai"),
        transcripts=observed(made.transcripts, "cosmos"),
        bucket=observed(made.bucket, "redis"),
        vectors=observed(made.vectors, "redis"),
    )


def _issuer(settings: Settings) -> Issuer | None:
    known = settings.entra
    if known.tenant is None or known.audience is None:
        return None
    return Issuer(authority=str(known.authority), tenant=known.tenant, audience=known.audience)


def _database(settings: Settings, identity: Identity) -> Database:
    return Database(
        str(settings.database.url),
        connections=settings.database.connections,
        password=partial(postgres_password, identity) if settings.database.entra else None,
    )


def _mail_server(settings: Settings) -> smtp.Server | None:
    told = settings.mail.model_dump(exclude={"language"})
    return smtp.Server(**told, name=settings.organisation) if settings.mail.host else None


def _storage(settings: Settings, address: object, identity: Identity) -> storage.Account:
    if settings.storage is not None:
        return storage.Account(connection_string=settings.storage.get_secret_value())
    return storage.Account(address=str(address), identity=identity)


def _openai(settings: Settings, secrets: Secrets, identity: Identity) -> OpenAIAccount:
    key = settings.openai.key_secret
    scope = "https://cognitiveservices.azure.com/.default"
    azure = settings.openai.azure_endpoint
    return OpenAIAccount(
        str(azure or settings.openai.base_url),
        secrets=secrets,
        secret_name=key,
        token=None if key else partial(identity.token, scope),
        api_version=settings.openai.api_version if azure else None,
    )


def _first_voice(settings: Settings, secrets: Secrets) -> ElevenLabsVoice:
    chosen = settings.elevenlabs
    return ElevenLabsVoice(
        str(chosen.base_url), secrets, "elevenlabs-api-key", concurrency=chosen.concurrency
    )


def _speakers(
    settings: Settings, first: ElevenLabsVoice, openai: OpenAIAccount
) -> tuple[Speaker, ...]:
    """In the order in which they are asked."""
    second = OpenAIVoice(openai, model=settings.openai.speech_model)
    return (
        Speaker("elevenlabs", first, settings.elevenlabs.price),
        Speaker("openai", second, settings.openai.speech_price),
    )


def _transcripts(settings: Settings, identity: Identity) -> CosmosTranscripts:
    account = cosmos.Account(
        endpoint=str(settings.cosmos.endpoint),
        credential=identity,
        ca=settings.cosmos.ca_file,
        find_regions=settings.cosmos.discover_endpoints,
    )
    return CosmosTranscripts(
        account, database=settings.cosmos.database, container=settings.cosmos.container
    )
