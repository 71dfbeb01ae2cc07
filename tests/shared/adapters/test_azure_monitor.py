"""What Application Insights is told, and that nobody waits for it where it is away or mute."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from shared.adapters import listener
from shared.adapters.listener import providers
from shared.groups.vendors import Telemetry
from shared.telemetry import SCOPE
from tests.collector import Ingestion, collecting

AWAY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exporter tells its own makers nothing of our tests."""
    for name in ("STATSBEAT_DISABLED_ALL", "CONTROLPLANE_DISABLED"):
        monkeypatch.setenv(f"APPLICATIONINSIGHTS_{name}", "true")


@pytest.fixture
def mute() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def tell(url: str) -> None:
    """One span and one figure, and the end of the process."""
    connection = f"InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint={url}/"
    settings: Any = SimpleNamespace(
        telemetry=Telemetry.model_validate({}),
        insights=SecretStr(connection),
        app_role="voice",
        identity_client_id=None,
    )
    tracers, meters = providers(settings)
    meters.get_meter(SCOPE).create_gauge("queue.depth").set(7, {"queue": "dial"})
    about = {"centralita.call_id": "the call", "http.url": "?q=+12025550143"}
    with tracers.get_tracer(SCOPE).start_as_current_span("process dial", attributes=about):
        pass
    tracers.shutdown()
    meters.shutdown()


def test_application_insights_hears_of_a_span_and_of_no_more_than_the_catalogue_has() -> None:
    with collecting(Ingestion()) as insights:
        tell(insights.url)
    (span,) = insights.of_kind("RemoteDependencyData")
    assert span["name"] == "process dial"
    assert span["properties"] == {"centralita.call_id": "the call"}
    assert b"2025550143" not in insights.raw


def test_application_insights_hears_of_a_figure_and_who_tells_it() -> None:
    with collecting(Ingestion()) as insights:
        tell(insights.url)
    (figure,) = insights.of_kind("MetricData")
    assert figure["properties"] == {"queue": "dial"}
    assert [(each["name"], each["value"]) for each in figure["metrics"]] == [("queue.depth", 7)]
    roles = {envelope["tags"]["ai.cloud.role"] for envelope in insights.envelopes}
    assert roles == {f"{SCOPE}.voice"}


def test_an_ingestion_that_is_away_holds_nobody_up() -> None:
    tell(AWAY)


def test_an_ingestion_that_never_answers_holds_nobody_up(
    mute: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "PATIENCE", 0.1)
    tell(mute)
