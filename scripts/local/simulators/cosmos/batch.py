"""A transactional batch: up to a hundred operations on one partition, all of them or none.

Source: learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from scripts.local.simulators.cosmos import charges
from scripts.local.simulators.cosmos.containers import Container
from scripts.local.simulators.cosmos.documents import LARGEST, Document, Partition
from scripts.local.simulators.cosmos.patch import patched
from scripts.local.simulators.cosmos.refusals import Refusal

MOST_OPERATIONS = 100
DONE = HTTPStatus.OK


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
            results.append(_apply(trial, operation, container.path, now))
        except Refusal as refusal:
            return HTTPStatus.MULTI_STATUS, _failed(batch, len(results), refusal)
    container.partitions[batch.key] = trial
    return DONE, results


def _sensible(batch: Batch) -> None:
    if not batch.operations:
        raise Refusal(400, "A batch request has at least one operation.")
    if len(batch.operations) > MOST_OPERATIONS:
        raise Refusal(400, f"A batch request has at most {MOST_OPERATIONS} operations.")
    if batch.size > LARGEST:
        raise Refusal(413, "The batch request is larger than 2 MB.")


def _belongs(container: Container, key: str, operation: dict[str, Any]) -> None:
    body = operation.get("resourceBody")
    if operation.get("operationType") == "Patch" or not body:
        return
    if container.own_key(body) != key:
        raise Refusal(400, "The partition key in the document is another than the batch's.")


def _apply(
    partition: Partition, operation: dict[str, Any], key_path: str, now: datetime
) -> dict[str, Any]:
    kind, id_ = operation.get("operationType"), operation.get("id", "")
    if kind == "Read":
        return _read(partition.read(id_, now), operation.get("ifNoneMatch"))
    if kind == "Delete":
        gone = partition.delete(id_, operation.get("ifMatch", ""), now)
        return {"statusCode": HTTPStatus.NO_CONTENT, "requestCharge": charges.of_write(gone.body)}
    document, is_new = _written(partition, operation, key_path, now)
    return _kept(201 if is_new else 200, document)


def _written(
    partition: Partition, operation: dict[str, Any], key_path: str, now: datetime
) -> tuple[Document, bool]:
    """The document as it is now, and whether it is new."""
    id_, if_match = operation.get("id", ""), operation.get("ifMatch", "")
    body = operation.get("resourceBody", {})
    match operation.get("operationType"):
        case "Create":
            return partition.create(body, now), True
        case "Upsert":
            return partition.upsert(body, if_match, now)
        case "Replace":
            return partition.replace(id_, body, if_match, now), False
        case "Patch":
            before = partition.unchanged(id_, if_match, now)
            body = patched(before.body, body, key_path)
            return partition.replace(id_, body, before.etag, now), False
        case kind:
            raise Refusal(400, f"A batch knows no operation {kind}.")


def _kept(status: int, document: Document) -> dict[str, Any]:
    cost = charges.of_write if status == HTTPStatus.CREATED else charges.of_change
    return _result(status, document, cost(document.body))


def _read(document: Document, seen: str | None) -> dict[str, Any]:
    charge = charges.of_read(document.body)
    if seen == document.etag:
        return {"statusCode": HTTPStatus.NOT_MODIFIED, "requestCharge": charge, "eTag": seen}
    return _result(200, document, charge)


def _result(status: int, document: Document, charge: float) -> dict[str, Any]:
    told = {"eTag": document.etag, "resourceBody": document.body}
    return {"statusCode": status, "requestCharge": charge, **told}


def _failed(batch: Batch, at: int, refusal: Refusal) -> list[dict[str, Any]]:
    undone = {"statusCode": HTTPStatus.FAILED_DEPENDENCY, "requestCharge": 0.0}
    results: list[dict[str, Any]] = [dict(undone) for _ in batch.operations]
    told = {"statusCode": refusal.status, "requestCharge": charges.ELSE}
    results[at] = {**told, "subStatusCode": refusal.substatus, **refusal.body}
    return results
