"""The part of Cosmos DB's query language that is answered here; all else is refused by name."""

from scripts.local.simulators.cosmos.sql.grammar import Query, read
from scripts.local.simulators.cosmos.sql.values import UNDEFINED, compared

__all__ = ["UNDEFINED", "Query", "compared", "read"]
