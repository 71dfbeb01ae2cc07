"""What the language APIs read the same way: bodies, texts, formats and tools."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scripts.local.simulators.openai import refusals, schema
from scripts.local.simulators.openai.mind import Tool
from scripts.local.simulators.openai.schema import Schema

Heat = Annotated[float, Field(ge=0, le=2)]
Share = Annotated[float, Field(ge=0, le=1)]
REASONING = ("gpt-5", "o1", "o3", "o4")


class Body(BaseModel):
    """A JSON body. A field the API does not know is refused."""

    model_config = ConfigDict(extra="forbid")


def text_of(content: Any) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def check_model(model: str, temperature: float | None, max_tokens: int | None = None) -> None:
    """Raise `Refusal` for what a reasoning model does not take."""
    if not model.startswith(REASONING):
        return
    if max_tokens is not None:
        message = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead."
        )
        raise refusals.invalid("max_tokens", message, "unsupported_parameter")
    if temperature not in (None, 1):
        message = (
            f"Unsupported value: 'temperature' does not support {temperature:g} with this model. "
            "Only the default (1) value is supported."
        )
        raise refusals.invalid("temperature", message, "unsupported_value")


def form_of(form: dict[str, Any], place: str) -> tuple[Schema | None, bool]:
    """The JSON schema asked for, and whether JSON is. Raises `Refusal`.

    A strict schema is checked. `place` is the parameter the form stands in.
    """
    kind = form.get("type", "text")
    if kind not in ("text", "json_object", "json_schema"):
        message = (
            f"Invalid value: '{kind}'. Supported values are: 'json_object', 'json_schema', "
            "and 'text'."
        )
        raise refusals.invalid(f"{place}.type", message)
    if kind != "json_schema":
        return None, kind == "json_object"
    inside = f"{place}.json_schema" if place == "response_format" else place
    described = form.get("json_schema", {}) if place == "response_format" else form
    for field in ("name", "schema"):
        if not described.get(field):
            message = f"Missing required parameter: '{inside}.{field}'."
            raise refusals.invalid(f"{inside}.{field}", message, "missing_required_parameter")
    if described.get("strict"):
        schema.check(described["schema"], _named(described["name"], place))
    return described["schema"], True


def _named(name: str, place: str) -> schema.Place:
    if place == "response_format":
        return schema.Place(f"response_format '{name}'", "response_format", None)
    return schema.Place(f"response_format '{name}'", f"{place}.schema", "invalid_json_schema")


def tools_of(tools: Sequence[dict[str, Any]]) -> tuple[Tool, ...]:
    """The functions offered, in either API's notation. Raises `Refusal`."""
    found = []
    for number, tool in enumerate(tools):
        function, place = tool, f"tools[{number}]"
        if "function" in tool:
            function, place = tool["function"], f"tools[{number}].function"
        if not function.get("name"):
            message = f"Missing required parameter: '{place}.name'."
            raise refusals.invalid(f"{place}.name", message, "missing_required_parameter")
        parameters = function.get("parameters") or {"type": "object", "properties": {}}
        if function.get("strict"):
            about, param = f"function '{function['name']}'", f"{place}.parameters"
            schema.check(parameters, schema.Place(about, param, "invalid_function_parameters"))
        found.append(Tool(function["name"], parameters))
    return tuple(found)


def choice_of(choice: str | dict[str, Any] | None, tools: tuple[Tool, ...]) -> str:
    """`auto`, `none`, `required`, or the name of the one function to call. Raises `Refusal`."""
    if choice is None or choice in ("auto", "none"):
        return choice or "auto"
    if not tools:
        message = "Invalid value for 'tool_choice': it is only allowed when 'tools' are specified."
        raise refusals.invalid("tool_choice", message)
    if isinstance(choice, str):
        if choice != "required":
            message = (
                f"Invalid value: '{choice}'. Supported values are: 'none', 'auto', and 'required'."
            )
            raise refusals.invalid("tool_choice", message)
        return choice
    name = str(choice.get("function", choice).get("name", ""))
    if name not in [tool.name for tool in tools]:
        message = f"Tool choice '{name}' not found in 'tools' parameter."
        raise refusals.invalid("tool_choice", message)
    return name
