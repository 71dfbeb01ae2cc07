"""How Cosmos says no: a status, a code, a substatus, a sentence.

Source: learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb.
"""

CODES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    408: "RequestTimeout",
    409: "Conflict",
    412: "PreconditionFailed",
    413: "RequestEntityTooLarge",
    429: "TooManyRequests",
    501: "NotImplemented",
    503: "ServiceUnavailable",
}


class Refusal(Exception):
    """An operation that is not done, and why. `retry_after_ms` says when to come again."""

    def __init__(
        self, status: int, message: str, *, substatus: int = 0, retry_after_ms: int = 0
    ) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.substatus, self.retry_after_ms = substatus, retry_after_ms

    @property
    def body(self) -> dict[str, str]:
        """The error as it travels."""
        return {"code": CODES.get(self.status, "InternalServerError"), "message": self.message}

    @property
    def headers(self) -> dict[str, str]:
        """What the SDK decides by."""
        wait = {"x-ms-retry-after-ms": str(self.retry_after_ms)} if self.retry_after_ms else {}
        return {"x-ms-substatus": str(self.substatus), "x-ms-request-charge": "1", **wait}
