"""Answers a request for language: in words, in a schema, or by calling a tool."""

import json
import re
from dataclasses import dataclass

from scripts.local.simulators.openai import dialogue, schema, triage
from scripts.local.simulators.openai.account import Refusal, filtered, too_many
from scripts.local.simulators.openai.schema import Schema
from scripts.local.simulators.openai.talk import Lines

ACTIONS = ("content_filter", "output_filter", "refusal", "invalid_json", "length", "rate_limit")
TOOL_ACTIONS = ("unknown_tool",)
REFUSAL = "I'm sorry, but I can't help with that."
CONVERSATION = frozenset({"say", "action"})  # the fields that tell a turn of a call from a triage


@dataclass(frozen=True)
class Tool:
    """A function the caller offers."""

    name: str
    parameters: Schema


@dataclass(frozen=True)
class Request:
    """What is asked, whichever API it came through. `choice` is auto, none, required or a name."""

    lines: Lines
    schema: Schema | None = None
    wants_json: bool = False
    tools: tuple[Tool, ...] = ()
    choice: str = "auto"
    longest: int | None = None
    answers_tool: bool = False


@dataclass(frozen=True)
class Reply:
    """What is answered. `finish` is stop, length, tool_calls or content_filter."""

    text: str = ""
    refusal: str | None = None
    tool: str | None = None
    arguments: str = ""
    finish: str = "stop"


def answer(request: Request, mishap: str = "") -> Reply:
    """The answer, spoilt as the mishap says."""
    reply = _answer(request)
    spoilt = {
        "refusal": Reply(refusal=REFUSAL),
        "invalid_json": Reply(text=reply.text[: len(reply.text) // 2]),
        "length": Reply(text=reply.text[: len(reply.text) // 2], finish="length"),
        "output_filter": Reply(text=reply.text[:10], finish="content_filter"),
        "unknown_tool": Reply(tool="no_such_tool", arguments="{}", finish="tool_calls"),
    }
    return spoilt.get(mishap, reply)


def refuse(action: str, status: int, code: str, retry_after: float | None) -> None:
    """Raise the refusal a mishap asks for, if it asks for one."""
    if action == "content_filter":
        raise filtered()
    if action == "rate_limit":
        raise too_many(1 if retry_after is None else retry_after)
    if action == "status":
        message = "The server had an error while processing your request."
        raise Refusal(status, message, code=code or "server_error", retry_after=retry_after)


def _answer(request: Request) -> Reply:
    decision = dialogue.decide(request.lines)
    tool = None if request.answers_tool else _tool(request, decision.action)
    if tool:
        hints = {**decision.hints(), **(decision.ticket or {})}
        arguments = json.dumps(schema.fill(tool.parameters, hints), ensure_ascii=False)
        return Reply(tool=tool.name, arguments=arguments, finish="tool_calls")
    text = decision.say
    if request.schema is not None:
        text = _shaped(request.schema, request.lines, decision)
    elif request.wants_json:
        text = json.dumps({"say": decision.say, "action": decision.action}, ensure_ascii=False)
    return _bounded(text, request.longest)


def _shaped(asked: Schema, lines: Lines, decision: dialogue.Decision) -> str:
    fields = asked.get("properties", {}).keys()
    last = next((text for role, text in reversed(lines) if role == "user"), "")
    hints = decision.hints() if fields >= CONVERSATION else triage.hints(last, asked)
    if decision.ticket and fields >= CONVERSATION:
        told = {**triage.hints(decision.ticket["description"], {}), **decision.ticket}
        hints = {**hints, "ticket": told}
    return json.dumps(schema.fill(asked, hints), ensure_ascii=False)


def _bounded(text: str, longest: int | None) -> Reply:
    most = len(text) if longest is None else longest * 4
    return Reply(text=text[:most], finish="length" if len(text) > most else "stop")


def _tool(request: Request, action: str) -> Tool | None:
    if request.choice == "none":
        return None
    named = [tool for tool in request.tools if tool.name == request.choice]
    doing = set(action.split("_")) - {"continue", "end"}
    fitting = [tool for tool in request.tools if doing & set(re.split(r"[_\W]+", tool.name))]
    required = request.tools if request.choice == "required" else ()
    return next(iter((*named, *fitting, *required)), None)
