"""The documents of one logical partition: ids are unique here, and nothing is seen from outside."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from scripts.local.simulators.cosmos.charges import size_of
from scripts.local.simulators.cosmos.refusals import Refusal

LARGEST = 2 * 1024 * 1024
LONGEST_ID = 1023  # bytes
FORBIDDEN_IN_ID = set("/\\?#")


@dataclass(frozen=True)
class Document:
    """A document as it is stored, its place in the order of creation, and until when it lives."""

    body: dict[str, Any]
    place: int
    ends: datetime | None

    @property
    def etag(self) -> str:
        """Changes with every write."""
        return str(self.body["_etag"])


@dataclass
class Partition:
    """What has one partition key. `now` is the instant of the request that looks at it.

    `next_place` counts the documents of the whole container.
    """

    address: str
    default_ttl: int | None
    next_place: Callable[[], int]
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

    def upsert(self, body: dict[str, Any], if_match: str, now: datetime) -> tuple[Document, bool]:
        """Store a document whether or not its id is taken; and whether it is new."""
        if _id(body) in self.alive(now):
            return self.replace(body["id"], body, if_match, now), False
        return self._write(body, now), True

    def replace(self, id_: str, body: dict[str, Any], if_match: str, now: datetime) -> Document:
        """Store a document in place of the one that is there. 412 where that one has changed."""
        self.unchanged(id_, if_match, now)
        if _id(body) != id_:
            raise Refusal(400, "The id in the body is not the id of the document replaced.")
        return self._write(body, now)

    def delete(self, id_: str, if_match: str, now: datetime) -> Document:
        """Remove a document, which comes back once more. 412 where it has changed."""
        found = self.unchanged(id_, if_match, now)
        del self.documents[id_]
        return found

    def unchanged(self, id_: str, if_match: str, now: datetime) -> Document:
        """The document as somebody has seen it. 412 where it has changed since."""
        found = self.read(id_, now)
        if if_match not in ("", "*", found.etag):
            raise Refusal(412, "Operation cannot be performed because the etag has changed.")
        return found

    def _write(self, body: dict[str, Any], now: datetime) -> Document:
        if size_of(body) > LARGEST:
            raise Refusal(413, "Request size is too large: a document has at most 2 MB.")
        id_, ttl = _id(body), _ttl(body, self.default_ttl)
        before = self.documents.get(id_)
        place = before.place if before else self.next_place()
        rid = base64.b64encode(place.to_bytes(8)).decode()
        own = {"_rid": rid, "_self": f"{self.address}docs/{rid}/", "_attachments": "attachments/"}
        stamps = {"_etag": f'"{uuid4()}"', "_ts": int(now.timestamp())}
        ends = now + timedelta(seconds=ttl) if ttl else None
        self.documents[id_] = Document({**body, **own, **stamps}, place, ends)
        return self.documents[id_]


def _id(body: dict[str, Any]) -> str:
    id_ = body.get("id")
    if not isinstance(id_, str) or not id_ or FORBIDDEN_IN_ID & set(id_):
        raise Refusal(400, "The input content is invalid: 'id' has to be a string without /\\?#.")
    if len(id_.encode()) > LONGEST_ID:
        raise Refusal(400, f"The input content is invalid: 'id' has at most {LONGEST_ID} bytes.")
    return id_


def _ttl(body: dict[str, Any], default: int | None) -> int | None:
    """Seconds to live, or nothing for ever. A container without a default ignores the document's.

    Source: learn.microsoft.com/azure/cosmos-db/nosql/time-to-live.
    """
    ttl = body.get("ttl", default)
    if ttl is not None and (type(ttl) is not int or ttl == 0 or ttl < -1):
        raise Refusal(400, "The input content is invalid: 'ttl' is -1 or a positive integer.")
    return None if default is None or ttl == -1 else ttl
