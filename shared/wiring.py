"""The one place that knows which vendor stands behind which port."""

from dataclasses import dataclass
from functools import cache

from shared.adapters.clock import SystemClock
from shared.adapters.cosmos import CosmosTranscripts
from shared.adapters.elevenlabs import ElevenLabsVoice
from shared.adapters.fallback import FallbackVoice
from shared.adapters.identity import Identity
from shared.adapters.keyvault import KeyVaultSecrets
from shared.adapters.openai import OpenAIEmbeddings, OpenAILanguage, OpenAIVoice
from shared.adapters.redis import RedisBucket, RedisCache, RedisVectors
from shared.adapters.storage import StorageFiles, StorageQueue
from shared.adapters.twilio import TwilioSignatures, TwilioTelephony
from shared.db.pool import Database
from shared.outbox import Relay
from shared.ports import (
    Bucket,
    Cache,
    Clock,
    Embeddings,
    Files,
    Language,
    Queue,
    Secrets,
    Signatures,
    Telephony,
    Transcripts,
    Vectors,
    Voice,
)
from shared.settings import Settings


@dataclass(frozen=True)
class Deps:
    """What the edges hand on to the services."""

    settings: Settings
    clock: Clock
    db: Database
    relay: Relay
    queue: Queue
    files: Files
    secrets: Secrets
    telephony: Telephony
    signatures: Signatures
    voice: Voice
    language: Language
    embeddings: Embeddings
    transcripts: Transcripts
    cache: Cache
    bucket: Bucket
    vectors: Vectors


async def deps() -> Deps:
    """The process-wide dependencies. Async, so that only the one event loop builds them."""
    return _deps()


@cache
def _deps() -> Deps:
    return build(Settings.load())
