"""Answers a request for language: in words, in a schema, or by calling tools."""

import json
import re
from dataclasses import dataclass

from scripts.local.simulators.openai import dialogue, schema, triage
from scripts.local.simulators.openai.schema import Schema
from scripts.local.simulators.openai.scripted import Scripted
from scripts.local.simulators.openai.talk import Lines

REFUSAL = "I'm sorry, but I can't help with that."
CONVERSATION = frozenset({"say", "action"})  # the fields that tell a turn of a call from a triage


@dataclass(frozen=True)
class Tool:
    """A function the caller offers."""

    name: str
    parameters: Schema


@dataclass(frozen=True)
class Request:
    """What is asked, whichever API it came through.

    `choice` is auto, none, required or a name; `stops` are texts to end before.
    """

    lines: Lines
    schema: Schema | None = None
    wants_json: bool = False
    tools: tuple[Tool, ...] = ()
    choice: str = "auto"
    parallel: bool = True
    longest: int | None = None
    stops: tuple[str, ...] = ()
    answers_tool: bool = False


@dataclass(frozen=True)
class Call:
    """A function to call, with its arguments in JSON."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Reply:
    """What is answered. `finish` is stop, length, tool_calls or content_filter."""

    text: str = ""
    refusal: str | None = None
    calls: tuple[Call, ...] = ()
    finish: str = "stop"

    @property
    def written(self) -> str:
        """All that was written, for counting."""
        called = "".join(call.name + call.arguments for call in self.calls)
        return self.text + (self.refusal or "") + called


def answer(request: Request, scripted: Scripted | None = None, fault: str = "") -> Reply:
    """The answer, by the script where it has one, and spoilt as the fault says."""
    reply = _by_script(request, scripted) if scripted else _by_rules(request)
    spoilt = {
        "refusal": Reply(refusal=REFUSAL),
        "invalid_json": Reply(text=reply.text[: len(reply.text) // 2]),
        "length": Reply(text=reply.text[: len(reply.text) // 2], finish="length"),
        "output_filter": Reply(text=reply.text[:10], finish="content_filter"),
        "unknown_tool": Reply(calls=(Call("no_such_tool", "{}"),), finish="tool_calls"),
    }
    return spoilt.get(fault, reply)


def _by_script(request: Request, scripted: Scripted) -> Reply:
    if scripted.refusal:
        return Reply(refusal=scripted.refusal)
    calls = tuple(
        Call(call.name, json.dumps(call.arguments, ensure_ascii=False)) for call in scripted.calls
    )
    if calls:
        return Reply(calls=calls if request.parallel else calls[:1], finish="tool_calls")
    if request.schema is not None:
        filled = schema.fill(request.schema, scripted.hints())
        return _bounded(json.dumps(filled, ensure_ascii=False), request)
    fields = json.dumps(scripted.fields, ensure_ascii=False) if scripted.fields else ""
    return _bounded(scripted.text or fields, request)


def _by_rules(request: Request) -> Reply:
    decision = dialogue.decide(request.lines)
    tool = None if request.answers_tool else _tool(request, decision.action)
    if tool:
        hints = {**decision.hints(), **(decision.ticket or {})}
        arguments = json.dumps(schema.fill(tool.parameters, hints), ensure_ascii=False)
        return Reply(calls=(Call(tool.name, arguments),), finish="tool_calls")
    text = decision.say
    if request.schema is not None:
        text = _shaped(request.schema, request.lines, decision)
    elif request.wants_json:
        text = json.dumps({"say": decision.say, "action": decision.action}, ensure_ascii=False)
    return _bounded(text, request)


def _shaped(asked: Schema, lines: Lines, decision: dialogue.Decision) -> str:
    fields = asked.get("properties", {}).keys()
    last = next((text for role, text in reversed(lines) if role == "user"), "")
    hints = decision.hints() if fields >= CONVERSATION else triage.hints(last, asked)
    if decision.ticket and fields >= CONVERSATION:
        told = {**triage.hints(decision.ticket["description"], {}), **decision.ticket}
        hints = {**hints, "ticket": told}
    return json.dumps(schema.fill(asked, hints), ensure_ascii=False)


def _bounded(text: str, request: Request) -> Reply:
    ends = [text.index(stop) for stop in request.stops if stop and stop in text]
    text = text[: min(ends)] if ends else text
    most = len(text) if request.longest is None else request.longest * 4
    return Reply(text=text[:most], finish="length" if len(text) > most else "stop")


def _tool(request: Request, action: str) -> Tool | None:
    if request.choice == "none":
        return None
    named = [tool for tool in request.tools if tool.name == request.choice]
    doing = set(action.split("_")) - {"continue", "end"}
    fitting = [tool for tool in request.tools if doing & set(re.split(r"[_\W]+", tool.name))]
    required = request.tools if request.choice == "required" else ()
    return next(iter((*named, *fitting, *required)), None)
