"""The errors of ElevenLabs: `{"detail": {"status", "message"}}` (elevenlabs.io/docs, errors)."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse


class Refusal(Exception):
    """An error of the API."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def body(self) -> dict[str, Any]:
        """What is answered."""
        return {"detail": {"status": self.code, "message": self.message}}


async def show(_: Request, error: Exception) -> JSONResponse:
    """The error on the wire."""
    if not isinstance(error, Refusal):
        raise error
    return JSONResponse(error.body(), error.status)


def too_many(most: int) -> Refusal:
    """More at once than the plan allows: wait for one's own requests to end."""
    return Refusal(
        429,
        "too_many_concurrent_requests",
        f"Too many concurrent requests. Your current subscription is associated with a maximum of "
        f"{most} concurrent requests (running in parallel).",
    )


def system_busy() -> Refusal:
    """Their side has too much to do: back off."""
    return Refusal(
        429,
        "system_busy",
        "We are experiencing heavy traffic and our systems are at full capacity. "
        "Please try again later.",
    )


def quota_exceeded(left: int, needed: int) -> Refusal:
    """The month's characters are spent."""
    return Refusal(
        401,
        "quota_exceeded",
        f"This request exceeds your quota. You have {left} credits remaining, "
        f"while {needed} credits are required for this request.",
    )


def invalid_key() -> Refusal:
    """No key, or a wrong one."""
    return Refusal(401, "invalid_api_key", "Invalid API key")


def no_voice(voice: str) -> Refusal:
    """Nobody of that id."""
    return Refusal(400, "voice_not_found", f"A voice with the voice_id {voice} was not found.")


def no_model(model: str) -> Refusal:
    """No model of that id."""
    return Refusal(400, "model_not_found", f"A model with model ID {model} does not exist.")


def no_item(number: str) -> Refusal:
    """Nothing of that id was spoken, or it is forgotten."""
    message = f"History item with id {number} not found."
    return Refusal(404, "history_item_not_found", message)


def no_dictionary(number: str) -> Refusal:
    """No pronunciation dictionary of that id."""
    message = f"The pronunciation dictionary with id {number} was not found."
    return Refusal(404, "pronunciation_dictionary_not_found", message)


def too_long(length: int, longest: int) -> Refusal:
    """More text than the model takes at once."""
    message = (
        f"This request has {length} characters, while the maximum for this model is {longest}."
    )
    return Refusal(400, "max_character_limit_exceeded", message)


def unsupported_language(model: str, language: str) -> Refusal:
    """A model that is told a language and does not speak it."""
    message = f"Model '{model}' does not support language_code '{language}'."
    return Refusal(400, "unsupported_language", message)


def above_the_plan(form: str, plan: str) -> Refusal:
    """A format of a dearer plan."""
    message = f"Output format '{form}' is only available on the {plan.title()} tier and above."
    return Refusal(403, f"only_for_{plan}+", message)


def without_stitching(model: str, field: str) -> Refusal:
    """A model that takes no neighbouring texts or requests."""
    message = f"Providing {field} is not yet supported with the '{model}' model."
    return Refusal(400, "unsupported_model", message)


ON_PURPOSE: dict[str, Callable[[], Refusal]] = {
    "too_many_concurrent_requests": lambda: too_many(0),
    "system_busy": system_busy,
    "throttle": system_busy,
    "quota_exceeded": lambda: quota_exceeded(0, 1),
}
"""What a fault of that name answers."""
