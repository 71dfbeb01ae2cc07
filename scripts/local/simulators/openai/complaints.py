"""What OpenAI says of a body that is not as it should be: names the field, as the service does."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from scripts.local.simulators.openai.refusals import Refusal, invalid, show

KINDS = {
    "string_type": "a string",
    "int_type": "an integer",
    "int_parsing": "an integer",
    "int_from_float": "an integer",
    "float_type": "a decimal",
    "float_parsing": "a decimal",
    "bool_type": "a boolean",
    "bool_parsing": "a boolean",
    "list_type": "an array",
    "dict_type": "an object",
    "model_attributes_type": "an object",
}
NO_JSON = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
    "your HTTP library correctly. The OpenAI API expects a JSON payload.)"
)
GIVEN = {
    str: "a string",
    int: "an integer",
    float: "a decimal",
    bool: "a boolean",
    list: "an array",
}
BOUNDS = {
    "greater_than_equal": ("below minimum", ">=", "ge", "below_min_value"),
    "less_than_equal": ("above maximum", "<=", "le", "above_max_value"),
}


async def show_invalid(http: Request, error: Exception) -> JSONResponse:
    """The first complaint about a body, on the wire."""
    if not isinstance(error, RequestValidationError):
        raise error
    chat_like = not http.url.path.endswith("/responses")
    return await show(http, _complaint(error.errors(), chat_like=chat_like))


def _complaint(errors: Sequence[Any], *, chat_like: bool) -> Refusal:
    unknown = [error for error in errors if error["type"] == "extra_forbidden"]
    names = [str(error["loc"][-1]) for error in unknown if _depth(error) == 1]
    if names and chat_like:
        plural = "s" if len(names) > 1 else ""
        message = f"Unrecognized request argument{plural} supplied: {', '.join(names)}"
        return Refusal(400, message)
    if unknown:
        param = _param(unknown[0])
        return invalid(param, f"Unknown parameter: '{param}'.", "unknown_parameter")
    return _about(errors[0])


def _about(error: Any) -> Refusal:
    kind, param, context = error["type"], _param(error), error.get("ctx", {})
    if kind == "json_invalid" or not _depth(error):
        return Refusal(400, NO_JSON)
    if kind == "missing":
        message = f"Missing required parameter: '{param}'."
        return invalid(param, message, "missing_required_parameter")
    if kind in BOUNDS:
        return _out_of_bounds(param, kind, context, error["input"])
    return _of_another_kind(param, error)


def _of_another_kind(param: str, error: Any) -> Refusal:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        given = json.dumps(error["input"]).strip('"')
        expected = context["expected"].replace(" or ", ", and ")
        return invalid(param, f"Invalid value: '{given}'. Supported values are: {expected}.")
    if kind == "string_too_long":
        longest, length = context["max_length"], len(error["input"])
        message = (
            f"Invalid '{param}': string too long. Expected a string with maximum length {longest}, "
            f"but got a string with length {length} instead."
        )
        return invalid(param, message, "string_above_max_length")
    if kind in ("too_short", "string_too_short"):
        message = f"Invalid '{param}': empty. Expected at least {context['min_length']}."
        return invalid(param, message, "empty_array" if kind == "too_short" else "empty_string")
    return _of_wrong_type(param, error)


def _of_wrong_type(param: str, error: Any) -> Refusal:
    kind = error["type"]
    if kind in KINDS:
        given = GIVEN.get(type(error["input"]), "an object")
        message = f"Invalid type for '{param}': expected {KINDS[kind]}, but got {given} instead."
        return invalid(param, message, "invalid_type")
    return invalid(param, f"Invalid '{param}': {error['msg']}.")


def _out_of_bounds(param: str, kind: str, context: Any, given: Any) -> Refusal:
    words, sign, key, code = BOUNDS[kind]
    number = "integer" if isinstance(context[key], int) else "decimal"
    message = (
        f"Invalid '{param}': {number} {words} value. Expected a value {sign} {context[key]:g}, "
        f"but got {given} instead."
    )
    return invalid(param, message, f"{number}_{code}")


def _depth(error: Any) -> int:
    return len(error["loc"]) - 1  # the first part is "body"


def _param(error: Any) -> str:
    """The place as OpenAI writes it: `messages[0].role`."""
    param = ""
    for part in error["loc"][1:]:
        param += f"[{part}]" if isinstance(part, int) else f".{part}"
    return param.removeprefix(".")
