"""The databases and containers of the account, and what the SDK wants to know of them."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from scripts.local.simulators.cosmos.charges import Budget
from scripts.local.simulators.cosmos.documents import Partition
from scripts.local.simulators.cosmos.refusals import Refusal
from shared.value import Value

NO_KEY = json.dumps([{}])
INDEXING = {"indexingMode": "consistent", "automatic": True, "includedPaths": [{"path": "/*"}]}


class Declared(Value):
    """A container there is from the start, as the infrastructure would have made it.

    `ttl` is the default time to live in seconds, -1 for none, nothing for no expiry at all.
    `throughput` are the request units provisioned for a second, nothing for as many as one likes.
    """

    database: str
    container: str
    path: str
    ttl: int | None = None
    throughput: int | None = None


@dataclass
class Container:
    """Documents by partition key, of which every document has one at `path`."""

    id: str
    rid: str
    address: str
    path: str
    ttl: int | None
    budget: Budget
    indexing: dict[str, Any]
    partitions: dict[str, Partition] = field(default_factory=dict)
    writes: int = 0
    places: "count[int]" = field(default_factory=lambda: count(1))

    ranges_etag = '"0"'

    @property
    def composite_indexes(self) -> set[tuple[tuple[str, bool], ...]]:
        """The paths of each composite index, with whether it goes down."""
        return {
            tuple((one["path"], one.get("order") == "descending") for one in index)
            for index in self.indexing.get("compositeIndexes", ())
        }

    def partition(self, key: str) -> Partition:
        """The partition of that key, empty where nothing was ever written to it."""
        if key not in self.partitions:
            self.partitions[key] = Partition(self.address, self.ttl, self.places.__next__)
        return self.partitions[key]

    def properties(self) -> dict[str, Any]:
        """The container as its own document."""
        key = {"paths": [self.path], "kind": "Hash", "version": 2}
        ttl = {} if self.ttl is None else {"defaultTtl": self.ttl}
        own = {"id": self.id, "_rid": self.rid, "_self": self.address, "_ts": 0, "_docs": "docs/"}
        return {**own, "_etag": '"0"', "indexingPolicy": self.indexing, "partitionKey": key, **ttl}

    def ranges(self) -> dict[str, Any]:
        """The physical partitions: always one, over all hashes."""
        ends = {"minInclusive": "", "maxExclusive": "FF", "status": "online", "parents": []}
        whole = {"id": "0", "_rid": f"{self.rid}0", "_etag": '"0"', "_ts": 0, **ends}
        return {"_rid": self.rid, "PartitionKeyRanges": [whole], "_count": 1}

    def own_key(self, body: dict[str, Any]) -> str:
        """The partition key inside a document, as a header would carry it."""
        value: Any = body
        for step in self.path.strip("/").split("/"):
            if not isinstance(value, dict) or step not in value:
                return NO_KEY
            value = value[step]
        return key_of([value])


class Databases:
    """All there is in the account."""

    def __init__(self, declared: Sequence[Declared]) -> None:
        self._declared = declared
        self.reset()

    def reset(self) -> None:
        """Forget everything but the containers there are from the start, which are empty again."""
        self.containers: dict[str, dict[str, Container]] = {}
        for one in self._declared:
            self.containers.setdefault(one.database, {})
            body = {"id": one.container, "partitionKey": {"paths": [one.path]}}
            made = {**body, "defaultTtl": one.ttl}
            self.create_container(one.database, made, throughput=one.throughput)

    def usage(self) -> dict[str, Any]:
        """How many documents there are, by container."""
        return {
            f"{database}/{name}": sum(len(one.documents) for one in kept.partitions.values())
            for database, containers in self.containers.items()
            for name, kept in containers.items()
        }

    def create_database(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new database. 409 where there is one of that name."""
        name = _name(body)
        if name in self.containers:
            raise Refusal(409, f"The database {name} exists.")
        self.containers[name] = {}
        return self.database(name)

    def database(self, name: str) -> dict[str, Any]:
        """The database as a document. 404 where there is none."""
        self._of(name)
        rid = _rid(name)
        return {"id": name, "_rid": rid, "_self": f"dbs/{rid}/", "_etag": '"0"', "_ts": 0}

    def create_container(
        self, database: str, body: dict[str, Any], *, throughput: int | None = None
    ) -> Container:
        """A new container with one partition key. 409 where there is one of that name."""
        name, beside = _name(body), self._of(database)
        if name in beside:
            raise Refusal(409, f"The container {name} exists.")
        paths = body.get("partitionKey", {}).get("paths", [])
        if len(paths) != 1:
            raise Refusal(501, "This simulator knows containers with one partition key path only.")
        rid = _rid(database) + _rid(name)
        address = f"dbs/{_rid(database)}/colls/{rid}/"
        indexing = {**INDEXING, **(body.get("indexingPolicy") or {})}
        ttl, budget = body.get("defaultTtl"), Budget(throughput)
        beside[name] = Container(name, rid, address, paths[0], ttl, budget, indexing)
        return beside[name]

    def container(self, database: str, name: str) -> Container:
        """The container. 404 with substatus 1003 where there is none."""
        found = self._of(database).get(name)
        if found is None:
            raise Refusal(404, f"There is no container {name}: make it first.", substatus=1003)
        return found

    def _of(self, database: str) -> dict[str, Container]:
        if database not in self.containers:
            raise Refusal(404, f"There is no database {database}: make it first.", substatus=1003)
        return self.containers[database]


def key_of(parts: list[Any]) -> str:
    """A partition key as one line, the same for the same key. Raises `Refusal` 400.

    Source: learn.microsoft.com/rest/api/cosmos-db/common-cosmosdb-rest-request-headers.
    """
    if len(parts) != 1:
        raise Refusal(400, "The partition key has as many parts as the container has paths: one.")
    (value,) = parts
    if isinstance(value, list | dict) and value != {}:
        raise Refusal(400, "A partition key is a string, a number, a boolean or null.")
    whole = isinstance(value, float) and value.is_integer()
    return json.dumps([int(value) if whole else value])


def _name(body: dict[str, Any]) -> str:
    name = body.get("id")
    if not isinstance(name, str) or not name:
        raise Refusal(400, "The input content is invalid: 'id' is missing.")
    return name


def _rid(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().replace("_", "-").rstrip("=")
