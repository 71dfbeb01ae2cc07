"""Tells a collector, or Application Insights, of spans and figures, behind everybody's back.

The SDK is loaded when somebody is to be told, in a thread of its own. What cannot be told within
`PATIENCE` is dropped: nobody who calls or works waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opentelemetry import metrics, trace

from shared.telemetry import ATTRIBUTES, SCOPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import MetricExporter
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    from shared.settings import Settings

PATIENCE = 3
"""Seconds that a collector has to take what it is told."""
OFTEN = 2_000
"""Milliseconds between two batches of spans."""
INTERVAL = 60_000
"""Milliseconds between two readings of the figures."""


class Discreet:
    """Passes spans on without what might name somebody: of attributes those in the catalogue."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Pass on what may be told."""
        return self._exporter.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        """Tell no more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Tell what was kept back."""
        return self._exporter.force_flush(timeout_millis)


def _discreet(span: ReadableSpan) -> ReadableSpan:
    from opentelemetry.sdk.trace import ReadableSpan  # noqa: PLC0415  start-up budget
    from opentelemetry.trace import Status  # noqa: PLC0415  as above

    told = {name: value for name, value in (span.attributes or {}).items() if name in ATTRIBUTES}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=told,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def is_listened_to(settings: Settings) -> bool:
    """Whether the settings name somebody to tell."""
    return settings.insights is not None or settings.telemetry.otlp_url is not None


def listen(settings: Settings) -> None:
    """Begin to tell, if the settings name somebody to. Once a process; it takes half a second."""
    if is_listened_to(settings):
        tracers, meters = providers(settings)
        metrics.set_meter_provider(meters)
        trace.set_tracer_provider(tracers)


def providers(settings: Settings) -> tuple[TracerProvider, MeterProvider]:
    """What makes spans and figures, and tells whoever the settings name."""
    from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415  start-up budget
    from opentelemetry.sdk.metrics.export import (  # noqa: PLC0415  as above
        PeriodicExportingMetricReader,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  as above
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio  # noqa: PLC0415  as above

    spans, figures = _exporters(settings)
    resource = Resource.create({"service.name": settings.app_role, "service.namespace": SCOPE})
    sampler = ParentBasedTraceIdRatio(settings.telemetry.sample)
    tracers = TracerProvider(resource=resource, sampler=sampler)
    discreet: Any = Discreet(spans)
    tracers.add_span_processor(BatchSpanProcessor(discreet, schedule_delay_millis=OFTEN))
    reader = PeriodicExportingMetricReader(figures, export_interval_millis=INTERVAL)
    return tracers, MeterProvider([reader], resource)


def _exporters(settings: Settings) -> tuple[SpanExporter, MetricExporter]:
    if settings.telemetry.otlp_url is not None:
        return _by_otlp(str(settings.telemetry.otlp_url).rstrip("/"))
    assert settings.insights is not None
    return _to_azure(settings.insights.get_secret_value(), settings.identity_client_id)


def _by_otlp(url: str) -> tuple[SpanExporter, MetricExporter]:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import (  # noqa: PLC0415  as above
        OTLPMetricExporter,
    )
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  as above
        OTLPSpanExporter,
    )

    spans = OTLPSpanExporter(endpoint=f"{url}/v1/traces", timeout=PATIENCE)
    return spans, OTLPMetricExporter(endpoint=f"{url}/v1/metrics", timeout=PATIENCE)


def _to_azure(connection: str, client_id: str | None) -> tuple[SpanExporter, MetricExporter]:
    """With our identity: the resource takes no key. Nothing is kept on the disk meanwhile."""
    from azure.identity import ManagedIdentityCredential  # noqa: PLC0415  as above
    from azure.monitor.opentelemetry.exporter import (  # noqa: PLC0415  as above
        AzureMonitorMetricExporter,
        AzureMonitorTraceExporter,
    )

    options: dict[str, Any] = {
        "connection_string": connection,
        "credential": ManagedIdentityCredential(client_id=client_id) if client_id else None,
        "disable_offline_storage": True,
        # Its own patience is ten tries, and five minutes for an answer.
        "timeout": PATIENCE,
        "read_timeout": PATIENCE,
        "retry_total": 0,
    }
    return AzureMonitorTraceExporter(**options), AzureMonitorMetricExporter(**options)
