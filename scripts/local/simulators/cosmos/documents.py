"""The documents of one logical partition: ids are unique here, and nothing is seen from outside."""

import json
import math
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from scripts.local.simulators.cosmos.refusals import Refusal

LARGEST = 2 * 1024 * 1024
LONGEST_ID = 255
FORBIDDEN_IN_ID = set("/\\?#")


@dataclass(frozen=True)
class Document:
    """A document as it is stored, and until when."""

    body: dict[str, Any]
    ends: datetime | None

    @property
    def etag(self) -> str:
        """Changes with every write."""
        return str(self.body["_etag"])

    @property
    def charge(self) -> float:
        """Request units of a point read: one for each kilobyte begun."""
        return float(math.ceil(len(json.dumps(self.body)) / 1024))


@dataclass
class Partition:
    """What has one partition key. `now` is the instant of the request that looks at it."""

    address: str
    default_ttl: int | None
    documents: dict[str, Document] = field(default_factory=dict)

    def copy(self) -> "Partition":
        """A partition of its own with the same documents: what a batch tries itself out on."""
        return replace(self, documents=dict(self.documents))

    def alive(self, now: datetime) -> dict[str, Document]:
        """The documents whose time has not run out. The others are gone, whoever asks."""
        kept = {id_: one for id_, one in self.documents.items() if not one.ends or one.ends > now}
        self.documents = kept
        return kept

    def read(self, id_: str, now: datetime) -> Document:
        """The document. 404 where this partition has none of that id."""
        found = self.alive(now).get(id_)
        if found is None:
            raise Refusal(404, f"Entity with the specified id {id_!r} does not exist here.")
        return found

    def create(self, body: dict[str, Any], now: datetime) -> Document:
        """Store a new document. 409 where its id is taken in this partition."""
        if _id(body) in self.alive(now):
            raise Refusal(409, "Entity with the specified id already exists in the system.")
        return self._write(body, now)

    def upsert(self, body: dict[str, Any], if_match: str, now: datetime) -> Document:
        """Store a document whether or not its id is taken."""
        if _id(body) in self.alive(now):
            return self.replace(body["id"], body, if_match, now)
        return self._write(body, now)

    def replace(self, id_: str, body: dict[str, Any], if_match: str, now: datetime) -> Document:
        """Store a document in place of the one that is there. 412 where that one has changed."""
        self._unchanged(self.read(id_, now), if_match)
        if _id(body) != id_:
            raise Refusal(400, "The id in the body is not the id of the document replaced.")
        return self._write(body, now)

    def delete(self, id_: str, if_match: str, now: datetime) -> None:
        """Remove a document. 412 where it has changed."""
        self._unchanged(self.read(id_, now), if_match)
        del self.documents[id_]

    def _unchanged(self, found: Document, if_match: str) -> None:
        if if_match not in ("", "*", found.etag):
            raise Refusal(412, "Operation cannot be performed because the etag has changed.")

    def _write(self, body: dict[str, Any], now: datetime) -> Document:
        if len(json.dumps(body)) > LARGEST:
            raise Refusal(413, "The document is larger than 2 MB.")
        id_, ttl = _id(body), _ttl(body, self.default_ttl)
        before = self.documents.get(id_)
        rid = before.body["_rid"] if before else uuid4().hex
        own = {"_rid": rid, "_self": f"{self.address}/docs/{rid}/", "_attachments": "attachments/"}
        stamps = {"_etag": f'"{uuid4()}"', "_ts": int(now.timestamp())}
        ends = now + timedelta(seconds=ttl) if ttl else None
        self.documents[id_] = Document({**body, **own, **stamps}, ends)
        return self.documents[id_]


def _id(body: dict[str, Any]) -> str:
    id_ = body.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID or FORBIDDEN_IN_ID & set(id_):
        raise Refusal(400, "The input content is invalid: 'id' has to be a string without /\\?#.")
    return id_


def _ttl(body: dict[str, Any], default: int | None) -> int | None:
    """Seconds to live, or nothing for ever. A container without a default ignores the document's.

    Source: learn.microsoft.com/azure/cosmos-db/nosql/time-to-live.
    """
    ttl = body.get("ttl", default)
    if ttl is not None and (type(ttl) is not int or ttl == 0 or ttl < -1):
        raise Refusal(400, "The input content is invalid: 'ttl' is -1 or a positive integer.")
    return None if default is None or ttl == -1 else ttl
