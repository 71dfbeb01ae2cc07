"""The errors of OpenAI: `{"error": {"message", "type", "param", "code"}}`, and those of Azure."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

TOO_MANY, SERVER_ERROR = 429, 500
SAFE = {"filtered": False, "severity": "safe"}
HARMLESS = dict.fromkeys(("hate", "self_harm", "sexual", "violence"), SAFE)


class Refusal(Exception):
    """An error of the API. `retry_after` is in seconds; `extra` stands beside the message."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        kind = "server_error" if status >= SERVER_ERROR else "invalid_request_error"
        self.status, self.retry_after, self.extra = status, retry_after, dict[str, Any]()
        self.error = {"message": message, "type": kind, "param": param, "code": code}
        self.headers: dict[str, str] = {}

    def all_headers(self) -> dict[str, str]:
        """When to come back, as the SDK reads it, and what else belongs to the answer."""
        if self.retry_after is None:
            return self.headers
        exact = str(round(self.retry_after * 1000))
        wait = {"retry-after": str(round(self.retry_after)), "retry-after-ms": exact}
        return {**self.headers, **wait}


async def show(_: Request, error: Exception) -> JSONResponse:
    """The error on the wire."""
    if not isinstance(error, Refusal):
        raise error
    body = {"error": {**error.error, **error.extra}}
    return JSONResponse(body, error.status, headers=error.all_headers())


def too_many(
    wait: float, *, kind: str = "requests", model: str = "the model", version: str = ""
) -> Refusal:
    """More in this minute than the deployment allows. The older address answers in other words."""
    if version:
        message = (
            f"Requests to the deployment {model} under Azure OpenAI API version {version} have "
            f"exceeded {'token' if kind == 'tokens' else 'call'} rate limit of your current OpenAI "
            f"S0 pricing tier. Please retry after {wait:g} seconds."
        )
        return Refusal(TOO_MANY, message, code="429", retry_after=wait)
    message = f"Rate limit reached for {model} on {kind} per min. Please try again in {wait:g}s."
    refusal = Refusal(TOO_MANY, message, code="rate_limit_exceeded", retry_after=wait)
    refusal.error["type"] = kind
    return refusal


def filtered() -> Refusal:
    """The prompt was taken for harmful (learn.microsoft.com, Azure OpenAI content filtering)."""
    message = (
        "The response was filtered due to the prompt triggering Azure OpenAI's content management "
        "policy. Please modify your prompt and retry. To learn more about our content filtering "
        "policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766"
    )
    refusal = Refusal(400, message, code="content_filter", param="prompt")
    refusal.error["type"] = None
    result = {
        **HARMLESS,
        "violence": {"filtered": True, "severity": "medium"},
        "jailbreak": {"filtered": False, "detected": False},
    }
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result}
    refusal.extra = {"status": 400, "innererror": inner}
    return refusal


def no_model(model: str, versioned: bool) -> Refusal:
    """No deployment of that name."""
    if versioned:
        message = "The API deployment for this resource does not exist."
        return Refusal(404, message, code="DeploymentNotFound")
    message = f"The model `{model}` does not exist or you do not have access to it."
    return Refusal(404, message, code="model_not_found", param="model")


def no_response(number: str) -> Refusal:
    """No stored response of that id."""
    message = f"Response with id '{number}' not found."
    return Refusal(404, message, param="id")


def invalid(param: str, problem: str, code: str = "invalid_value") -> Refusal:
    """A parameter that cannot be so."""
    return Refusal(400, problem, param=param, code=code)


def broken(status: int, code: str) -> Refusal:
    """Their side fails."""
    message = "The server had an error while processing your request. Sorry about that!"
    return Refusal(status, message, code=code or "server_error")
