"""What is done to the documents of a container, one request at a time."""

import json
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts.local.simulators.cosmos import batch, query
from scripts.local.simulators.cosmos.containers import Container
from scripts.local.simulators.cosmos.documents import Document
from scripts.local.simulators.cosmos.refusals import Refusal

WRITE_COSTS = 5  # times a read of the same size, about what the service charges


class Items:
    """The documents as one request sees them: in its partition, at its instant."""

    def __init__(self, container: Container, request: Request, now: datetime) -> None:
        self._container, self._request, self._now = container, request, now
        self._key = _partition_key(request)
        self._id = request.path_params.get("id", "")
        self._if_match = request.headers.get("if-match", "")

    async def batch(self) -> Response:
        """All operations or none; the status is 207 where one failed."""
        body = await self._request.body()
        asked = batch.Batch(self._key, json.loads(body), len(body))
        status, results = batch.run(self._container, asked, self._now)
        charge = sum(result["requestCharge"] for result in results)
        return self._answer(results, status, charge)

    async def query(self) -> Response:
        """One page of a query."""
        asked, headers = await self._request.json(), self._request.headers
        found = query.page(self._container, self._key, asked, headers, self._now)
        count = len(found.documents)
        body = {"_rid": self._container.rid, "Documents": found.documents, "_count": count}
        more = {"x-ms-continuation": found.continuation} if found.continuation else {}
        return self._answer(body, 200, 2.3 + 0.1 * count, more)

    async def read(self) -> Response:
        """One document by its id, or 304 where the reader has it already."""
        found = self._container.partition(self._key).read(self._id, self._now)
        if self._request.headers.get("if-none-match") == found.etag:
            return Response(status_code=304, headers={"etag": found.etag})
        return self._answer(found.body, 200, found.charge, {"etag": found.etag})

    async def delete(self) -> Response:
        """Remove one document."""
        self._container.partition(self._key).delete(self._id, self._if_match, self._now)
        return self._answer(None, 204, WRITE_COSTS)

    async def create(self) -> Response:
        """A new document."""
        body = await self._body()
        return self._kept(201, self._container.partition(self._key).create(body, self._now))

    async def upsert(self) -> Response:
        """A document, new or not."""
        body, partition = await self._body(), self._container.partition(self._key)
        return self._kept(200, partition.upsert(body, self._if_match, self._now))

    async def replace(self) -> Response:
        """A document in place of another."""
        body, partition = await self._body(), self._container.partition(self._key)
        return self._kept(200, partition.replace(self._id, body, self._if_match, self._now))

    async def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = await self._request.json()
        if self._container.own_key(body) != self._key:
            message = "PartitionKey extracted from document doesn't match the one in the header."
            raise Refusal(400, message, substatus=1001)
        return body

    def _kept(self, status: int, document: Document) -> Response:
        charge = document.charge * WRITE_COSTS
        return self._answer(document.body, status, charge, {"etag": document.etag})

    def _answer(
        self, body: Any, status: int, charge: float, about: dict[str, str] | None = None
    ) -> Response:
        session = f"0:-1#{self._container.written(self._request.method == 'POST')}"
        told = {"x-ms-request-charge": f"{charge:.2f}", "x-ms-session-token": session}
        headers = {**told, **(about or {})}
        if body is None:
            return Response(status_code=status, headers=headers)
        return JSONResponse(body, status, headers)


def _partition_key(request: Request) -> str:
    """The key as one line of JSON. A request without any is refused, where others cross over."""
    header = request.headers.get("x-ms-documentdb-partitionkey")
    if header is None:
        raise Refusal(501, "This simulator does nothing across partitions: give a partition key.")
    key = json.loads(header)
    if not isinstance(key, list) or len(key) != 1:
        raise Refusal(400, "The partition key has as many parts as the container has paths: one.")
    return json.dumps(key)
