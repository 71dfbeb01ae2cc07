"""What both language APIs read the same way: texts, formats and tools."""

from typing import Any

from scripts.local.simulators.openai import schema
from scripts.local.simulators.openai.account import Refusal
from scripts.local.simulators.openai.mind import Tool
from scripts.local.simulators.openai.schema import Schema


def text_of(content: Any) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def schema_of(form: dict[str, Any], param: str) -> Schema | None:
    """The JSON schema asked for; checked if it is to be strict. Raises `Refusal`."""
    if form.get("type") != "json_schema":
        return None
    described = form.get("json_schema", form)
    name, asked = described.get("name"), described.get("schema")
    if not name or not isinstance(asked, dict):
        message = f"Missing required parameter: '{param}.json_schema.name' or '.schema'."
        raise Refusal(400, message, param=param, code="missing_required_parameter")
    if described.get("strict"):
        schema.check(asked, name, param)
    return asked


def tools_of(tools: list[dict[str, Any]]) -> tuple[Tool, ...]:
    """The functions offered, in either API's notation. Raises `Refusal`."""
    found = []
    for tool in tools:
        function = tool.get("function", tool)
        parameters = function.get("parameters") or {"type": "object", "properties": {}}
        if function.get("strict"):
            schema.check(parameters, function.get("name", ""), "tools")
        found.append(Tool(function.get("name", ""), parameters))
    return tuple(found)


def choice_of(choice: str | dict[str, Any]) -> str:
    """`auto`, `none`, `required`, or the name of the one function to call."""
    if isinstance(choice, str):
        return choice
    return str(choice.get("function", choice).get("name", "auto"))
