"""A transactional batch: up to a hundred operations on one partition, all of them or none.

Source: learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from scripts.local.simulators.cosmos.containers import Container
from scripts.local.simulators.cosmos.documents import LARGEST, Document, Partition
from scripts.local.simulators.cosmos.refusals import Refusal

MOST_OPERATIONS = 100


@dataclass(frozen=True)
class Batch:
    """Operations on the partition of one key; `size` is that of the request in bytes."""

    key: str
    operations: list[dict[str, Any]]
    size: int


def run(container: Container, batch: Batch, now: datetime) -> tuple[int, list[dict[str, Any]]]:
    """The status of the whole and the results in order. Nothing is kept unless all went well."""
    _sensible(batch)
    trial = container.partition(batch.key).copy()
    results: list[dict[str, Any]] = []
    for operation in batch.operations:
        try:
            _belongs(container, batch.key, operation)
            results.append(_apply(trial, operation, now))
        except Refusal as refusal:
            return HTTPStatus.MULTI_STATUS, _failed(batch, len(results), refusal)
    container.partitions[batch.key] = trial
    return HTTPStatus.OK, results


def _sensible(batch: Batch) -> None:
    if not batch.operations:
        raise Refusal(400, "A batch request has at least one operation.")
    if len(batch.operations) > MOST_OPERATIONS:
        raise Refusal(400, f"A batch request has at most {MOST_OPERATIONS} operations.")
    if batch.size > LARGEST:
        raise Refusal(413, "The batch request is larger than 2 MB.")


def _belongs(container: Container, key: str, operation: dict[str, Any]) -> None:
    body = operation.get("resourceBody")
    if body and container.own_key(body) != key:
        raise Refusal(400, "The partition key in the document is another than the batch's.")


def _apply(partition: Partition, operation: dict[str, Any], now: datetime) -> dict[str, Any]:
    kind, body = operation.get("operationType"), operation.get("resourceBody", {})
    match, id_ = operation.get("ifMatch", ""), operation.get("id", "")
    match kind:
        case "Create":
            return _result(201, partition.create(body, now))
        case "Upsert":
            return _result(200, partition.upsert(body, match, now))
        case "Delete":
            partition.delete(id_, match, now)
            return {"statusCode": 204, "requestCharge": 5.0}
        case _:
            raise Refusal(501, f"This simulator does not know the batch operation {kind}.")


def _result(status: int, document: Document) -> dict[str, Any]:
    told = {"eTag": document.etag, "resourceBody": document.body}
    return {"statusCode": status, "requestCharge": document.charge * 5, **told}


def _failed(batch: Batch, at: int, refusal: Refusal) -> list[dict[str, Any]]:
    undone = {"statusCode": HTTPStatus.FAILED_DEPENDENCY, "requestCharge": 0.0}
    results: list[dict[str, Any]] = [dict(undone) for _ in batch.operations]
    results[at] = {"statusCode": refusal.status, "requestCharge": 1.0, **refusal.body}
    return results
