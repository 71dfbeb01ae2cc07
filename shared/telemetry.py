"""What those who operate us can see of our work: every span, attribute and figure by its name.

Only OpenTelemetry's API stands here, which does nothing until somebody listens
(`shared/adapters/listener.py`). Edges and adapters use it; domains know nothing of it.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import Any, NamedTuple

from opentelemetry import metrics, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

SCOPE = "centralita"
IDS = {
    "ticket_id": "centralita.ticket_id",
    "number": "centralita.ticket_number",
    "campaign_id": "centralita.campaign_id",
    "call_id": "centralita.call_id",
    "attempt_ids": "centralita.call_ids",
}
"""What our fields are called as attributes. An attempt has the id of the call it becomes."""
QUEUE, FUNCTION = "messaging.destination.name", "faas.name"
VENDOR, OPERATION, ERROR = "centralita.vendor", "centralita.operation", "error.type"
ATTRIBUTES = frozenset(
    {
        *IDS.values(),
        QUEUE,
        FUNCTION,
        VENDOR,
        OPERATION,
        ERROR,
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "messaging.message.id",
    }
)
"""What leaves us with a span. Whatever else a library notes, may name somebody, and stays here."""
SPANS = {
    "METHOD /route": "a request is answered; FastAPI makes it",
    "send QUEUE": "the relay publishes a message of the outbox",
    "process QUEUE": "a queue's function reads a message",
    "run FUNCTION": "a timer's function runs",
    "VENDOR OPERATION": "a vendor is asked",
}


class Figure(NamedTuple):
    """What is measured: in which unit, told apart by what, and what it tells."""

    unit: str
    by: tuple[str, ...]
    meaning: str


GAUGES = {
    "queue.depth": Figure("{message}", ("queue",), "messages that wait in a queue"),
    "queue.poison": Figure("{message}", ("queue",), "failed for good, and nobody has decided"),
    "queue.age": Figure("s", ("queue",), "how long the first message of a queue has waited"),
    "outbox.waiting": Figure("{message}", (), "written and not published yet"),
    "dial.backlog_age": Figure("s", (), "how long the first attempt that is due has waited"),
    "dialling.paused": Figure("1", (), "1 while all dialling is paused"),
    "index.lag": Figure("{document}", (), "documents that wait for their vector"),
    "call.spent_today": Figure("{micro}", ("currency",), "what calls cost today"),
    "suggestion.spent_today": Figure("{micro}", (), "what a model's suggestions cost today"),
    "speech.spent_today": Figure("{micro}", ("speaker", "voice"), "what voices cost today"),
    "speech.characters_today": Figure(
        "{character}", ("speaker", "voice", "origin"), "spoken today, by the vendor or the cache"
    ),
    "speech.sentences_today": Figure(
        "{sentence}", ("speaker", "voice", "origin"), "the same in sentences"
    ),
    "speech.fallbacks_today": Figure(
        "{sentence}", ("speaker", "reason"), "how often a voice was passed over today"
    ),
    "db.connections": Figure("{connection}", ("state",), "connections of one instance's pool"),
}
"""Read once a minute; each is the last value. Money is in micro-units; a day is UTC."""
COUNTERS = {
    "call.ended": Figure("{call}", ("outcome",), "calls concluded, by what came of them"),
    "sla.breached": Figure("{clock}", ("kind",), "promises to requesters that were broken"),
    "suggestion.made": Figure(
        "{suggestion}", ("by", "why"), "by a model, or why by rules in its place"
    ),
    "search.answered": Figure(
        "{search}", ("served_by",), "by the serving copy, or by what stands in for it"
    ),
    "model.tokens": Figure("{token}", ("vendor", "direction"), "tokens read and written"),
}
"""Grow by what happened since they were told last."""
HISTOGRAMS = {
    "turn.duration": Figure("s", ("source",), "from what a caller said to our answer"),
    "turn.first_words": Figure("s", (), "from a call's first request to its first words"),
    "vendor.duration": Figure("s", ("vendor", "operation", "error.type"), "a vendor was asked"),
}

_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2,5}\d{4,12}")
_PARENT = re.compile(r'"traceparent": ?"(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})"')
_CONTEXT = TraceContextTextMapPropagator()
_tracer = trace.get_tracer(SCOPE)
_meter = metrics.get_meter(SCOPE)
_gauges = {
    name: _meter.create_gauge(name, figure.unit, figure.meaning) for name, figure in GAUGES.items()
}
_counters = {
    name: _meter.create_counter(name, figure.unit, figure.meaning)
    for name, figure in COUNTERS.items()
}
_histograms = {
    name: _meter.create_histogram(name, figure.unit, figure.meaning)
    for name, figure in HISTOGRAMS.items()
}


def measured(name: str, value: float, **by: str) -> None:
    """That much it is now."""
    _gauges[name].set(value, by)


def counted(name: str, value: float, **by: str) -> None:
    """That much has come since it was told last."""
    _counters[name].add(value, by)


def lasted(name: str, seconds: float, **by: str) -> None:
    """One more time it took that long."""
    _histograms[name].record(seconds, by)


def traceparent() -> str | None:
    """Where in a trace we are (w3.org/TR/trace-context), for whoever goes on; empty outside."""
    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return None
    return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"


def mark(facts: Mapping[str, Any]) -> None:
    """Note of what the work is that goes on: its ids, and nothing else of `facts`."""
    span = trace.get_current_span()
    if span.is_recording():
        span.set_attributes(_ids(facts))


def _ids(facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in IDS.keys() & facts.keys():
        several = facts[field] if isinstance(facts[field], (list, tuple)) else (facts[field],)
        named = [str(each) for each in several if _IDENTIFIER.fullmatch(str(each))]
        if named:
            found[IDS[field]] = named if several is facts[field] else named[0]
    return found


def is_traced(body: str) -> bool:
    """Whether a message belongs to a trace that somebody looks at."""
    parent = _PARENT.search(body)
    return parent is not None and parent[1].endswith("1")


@contextmanager
def sending(queue: str, body: str) -> Iterator[None]:
    """A message leaves, in the trace of what caused it."""
    parent = _PARENT.search(body)
    if parent is None:
        yield
        return
    with _span(f"send {queue}", SpanKind.PRODUCER, {QUEUE: queue}, parent[1]):
        yield


@contextmanager
def asking(vendor: str, operation: str) -> Iterator[None]:
    """A vendor is asked; an error is noted by its kind alone."""
    about, began, error = {VENDOR: vendor, OPERATION: operation}, perf_counter(), ""
    try:
        with _span(f"{vendor} {operation}", SpanKind.CLIENT, about):
            yield
    except Exception as raised:
        error = type(raised).__name__
        raise
    finally:
        by = {"vendor": vendor, "operation": operation, ERROR: error}
        lasted("vendor.duration", perf_counter() - began, **by)


def count_answer(vendor: str, answer: object) -> None:
    """What a model's answer has cost in tokens, where it says so."""
    for direction in ("in", "out"):
        tokens = getattr(answer, f"tokens_{direction}", None)
        if isinstance(tokens, int):
            counted("model.tokens", tokens, vendor=vendor, direction=direction)


type Function = Callable[..., Awaitable[Any]]


def traced(function: Function, queue: str | None) -> Function:
    """The function of a queue, in the trace of what caused its message; or that of a timer."""

    @wraps(function)
    async def in_trace(*given: Any, **inputs: Any) -> Any:
        name = getattr(function, "__name__", "")
        if queue is None:
            with _span(f"run {name}", SpanKind.INTERNAL, {FUNCTION: name}):
                return await function(*given, **inputs)
        message = inputs["message"] if inputs else given[0]
        body = message.get_body().decode(errors="replace")
        about = {FUNCTION: name, QUEUE: queue}
        parent = _PARENT.search(body)
        with _span(f"process {queue}", SpanKind.CONSUMER, about, parent and parent[1]) as span:
            if span.is_recording():
                span.set_attributes(_ids(_facts(body)))
            return await function(*given, **inputs)

    return in_trace


def _facts(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def _span(
    name: str, kind: SpanKind, about: dict[str, str], parent: str | None = None
) -> Iterator[Span]:
    context = _CONTEXT.extract({"traceparent": parent}) if parent else None
    with _tracer.start_as_current_span(
        name,
        context,
        kind,
        about,
        record_exception=False,  # its text may name somebody
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR))
            span.set_attribute(ERROR, type(error).__name__)
            raise
