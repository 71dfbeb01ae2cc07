"""What is done to the documents of a container, one request at a time."""

import json
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts.local.simulators.cosmos import batch, charges, query
from scripts.local.simulators.cosmos.containers import Container, key_of
from scripts.local.simulators.cosmos.documents import Document, Partition
from scripts.local.simulators.cosmos.patch import patched
from scripts.local.simulators.cosmos.refusals import Refusal

NO_SESSION, OTHER_KEY, CROSSING = 1002, 1001, 1004


class Items:
    """The documents as one request sees them: in its partition, at its instant."""

    def __init__(self, container: Container, request: Request, now: datetime) -> None:
        self._container, self._request, self._now = container, request, now
        self._id = request.path_params.get("id", "")
        self._if_match = request.headers.get("if-match", "")
        self._check_session()

    async def batch(self) -> Response:
        """All operations or none; the status is 207 where one failed."""
        body = await self._request.body()
        asked = batch.Batch(self._key(), _parsed(body), len(body))
        status, results = batch.run(self._container, asked, self._now)
        charge = sum(result["requestCharge"] for result in results)
        return self._answer(results, status, charge, wrote=status == batch.DONE)

    async def query(self) -> Response:
        """One page of a query; a list of all documents is one as well."""
        given = _parsed(await self._request.body() or b'{"query": "SELECT * FROM c"}')
        parameters = {one["name"]: one.get("value") for one in given.get("parameters") or ()}
        headers = self._request.headers
        asked = query.Asked(
            str(given.get("query")),
            parameters,
            self._key_or_all(),
            _page_size(headers.get("x-ms-max-item-count")),
            headers.get("x-ms-continuation"),
        )
        found = query.page(self._container, asked, self._now)
        count = len(found.results)
        body = {"_rid": self._container.rid, "Documents": found.results, "_count": count}
        about = {"x-ms-item-count": str(count)}
        if found.continuation:
            about["x-ms-continuation"] = found.continuation
        return self._answer(body, 200, found.charge, about)

    async def read(self) -> Response:
        """One document by its id, or 304 where the reader has it already."""
        found = self._partition().read(self._id, self._now)
        charge, etag = charges.of_read(found.body), {"etag": found.etag}
        if self._request.headers.get("if-none-match") == found.etag:
            return self._answer(None, 304, charge, etag)
        return self._answer(found.body, 200, charge, etag)

    async def delete(self) -> Response:
        """Remove one document."""
        gone = self._partition().delete(self._id, self._if_match, self._now)
        return self._answer(None, 204, charges.of_write(gone.body), wrote=True)

    async def create(self) -> Response:
        """A new document."""
        body = await self._body()
        return self._kept(201, self._partition().create(body, self._now))

    async def upsert(self) -> Response:
        """A document, new or not."""
        body = await self._body()
        document, is_new = self._partition().upsert(body, self._if_match, self._now)
        return self._kept(201 if is_new else 200, document)

    async def replace(self) -> Response:
        """A document in place of another."""
        body = await self._body()
        document = self._partition().replace(self._id, body, self._if_match, self._now)
        return self._kept(200, document)

    async def patch(self) -> Response:
        """A document changed in parts."""
        partition, asked = self._partition(), _parsed(await self._request.body())
        before = partition.unchanged(self._id, self._if_match, self._now)
        body = patched(before.body, asked, self._container.path)
        return self._kept(200, partition.replace(self._id, body, before.etag, self._now))

    def _partition(self) -> Partition:
        return self._container.partition(self._key())

    def _key(self) -> str:
        """The partition key as one line."""
        header = self._request.headers.get("x-ms-documentdb-partitionkey")
        if header is None:
            raise Refusal(400, "PartitionKey value must be supplied for this operation.")
        return key_of(_parsed(header.encode()))

    def _key_or_all(self) -> str | None:
        headers = self._request.headers
        if "x-ms-documentdb-partitionkey" in headers:
            return self._key()
        crossing = headers.get("x-ms-documentdb-query-enablecrosspartition", "")
        if self._request.method == "POST" and crossing.lower() != "true":
            message = (
                "Cross partition query is required but disabled. Please set "
                "x-ms-documentdb-query-enablecrosspartition to true, or specify "
                "x-ms-documentdb-partitionkey."
            )
            raise Refusal(400, message, substatus=CROSSING)
        return None

    async def _body(self) -> dict[str, Any]:
        body = _parsed(await self._request.body())
        if not isinstance(body, dict):
            raise Refusal(400, "The input content is invalid: a document is a JSON object.")
        if self._container.own_key(body) != self._key():
            message = "PartitionKey extracted from document doesn't match the one in the header."
            raise Refusal(400, message, substatus=OTHER_KEY)
        return body

    def _check_session(self) -> None:
        """A session that has seen more than there is (before a reset, say) is not served."""
        seen = self._request.headers.get("x-ms-session-token", "").rpartition("#")[2]
        if seen.isdecimal() and int(seen) > self._container.writes:
            message = "The read session is not available for the input session token."
            raise Refusal(404, message, substatus=NO_SESSION)

    def _kept(self, status: int, document: Document) -> Response:
        cost = charges.of_write if status == 201 else charges.of_change  # noqa: PLR2004
        wanted = self._request.headers.get("prefer", "") != "return=minimal"
        body, etag = document.body if wanted else None, {"etag": document.etag}
        return self._answer(body, status, cost(document.body), etag, wrote=True)

    def _answer(
        self,
        body: Any,
        status: int,
        charge: float,
        about: dict[str, str] | None = None,
        *,
        wrote: bool = False,
    ) -> Response:
        self._container.writes += wrote
        session = f"0:-1#{self._container.writes}"
        told = {"x-ms-request-charge": f"{charge:.2f}", "x-ms-session-token": session}
        headers = {**told, "lsn": str(self._container.writes), **(about or {})}
        if body is None:
            return Response(status_code=status, headers=headers)
        return JSONResponse(body, status, headers)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise Refusal(400, "The input content is invalid: it is no JSON.") from error


def _page_size(given: str | None) -> int:
    """How many results a page has at most; -1 leaves it to the service."""
    try:
        most = int(given or -1)
    except ValueError as error:
        raise Refusal(400, f"x-ms-max-item-count is no number: {given}.") from error
    if most == 0 or most < -1:
        raise Refusal(400, f"x-ms-max-item-count is -1 or a positive number, not {most}.")
    return query.DEFAULT_PAGE if most == -1 else most
