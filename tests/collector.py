"""Collectors of telemetry: they take OTLP, or what Azure Monitor takes, and keep what they hear."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Told:
    """A span as it came over the wire."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]


@dataclass
class Collector:
    """What came, in the order in which it did. Of a histogram, how often it was recorded."""

    url: str = ""
    spans: list[Told] = field(default_factory=list)
    figures: dict[str, list[float]] = field(default_factory=dict)
    raw: bytes = b""

    def named(self, name: str) -> list[Told]:
        return [span for span in self.spans if span.name == name]

    def take(self, path: str, body: bytes) -> bytes:
        """Keep it; what is answered."""
        self.raw += body
        if path == "/v1/traces":
            self._take_spans(ExportTraceServiceRequest.FromString(body))
        else:
            self._take_figures(ExportMetricsServiceRequest.FromString(body))
        return b""

    def _take_spans(self, told: ExportTraceServiceRequest) -> None:
        """An exporter that was not answered in time tells a batch again: it is one span still."""
        known = {span.id for span in self.spans}
        for resource in told.resource_spans:
            for scope in resource.scope_spans:
                self.spans += [
                    Told(
                        name=span.name,
                        trace=span.trace_id.hex(),
                        id=span.span_id.hex(),
                        parent=span.parent_span_id.hex(),
                        attributes={one.key: one.value for one in span.attributes},
                    )
                    for span in scope.spans
                    if span.span_id.hex() not in known
                ]

    def _take_figures(self, told: ExportMetricsServiceRequest) -> None:
        for resource in told.resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    points = [*metric.gauge.data_points, *metric.sum.data_points]
                    values = [point.as_double or point.as_int for point in points]
                    values += [point.count for point in metric.histogram.data_points]
                    self.figures.setdefault(metric.name, []).extend(values)


@dataclass
class Ingestion(Collector):
    """The same as Azure Monitor has it: envelopes in JSON, which it counts."""

    envelopes: list[dict[str, Any]] = field(default_factory=list)

    def take(self, path: str, body: bytes) -> bytes:
        self.raw += body
        came = json.loads(body)
        self.envelopes += came
        return json.dumps({"itemsReceived": len(came), "itemsAccepted": len(came)}).encode()

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """What was told of that kind, as `RemoteDependencyData`."""
        told = [envelope["data"] for envelope in self.envelopes]
        return [data["baseData"] for data in told if data["baseType"] == kind]


@contextmanager
def collecting[Kind: Collector](found: Kind) -> Iterator[Kind]:
    """It listens at an address of its own."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            answer = found.take(self.path, body)
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
