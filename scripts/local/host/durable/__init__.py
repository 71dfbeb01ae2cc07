"""The Durable engine: azure-functions-durable 1.7's out-of-process protocol on a SQLite file."""

from scripts.local.host.durable.engine import Engine

__all__ = ["Engine"]
