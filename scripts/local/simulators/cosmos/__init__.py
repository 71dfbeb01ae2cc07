"""A Cosmos DB account (NoSQL): the operations the transcripts need, strict where it matters."""

from scripts.local.simulators.cosmos.api import Config, build
from scripts.local.simulators.cosmos.containers import Declared

__all__ = ["Config", "Declared", "build"]
