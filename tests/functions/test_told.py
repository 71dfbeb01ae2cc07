"""Every figure of the catalogue, set by our own code, as a collector hears of it by real OTLP."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from functions.assist import figures as suggestions
from functions.conversation import figures as talk
from functions.knowledge import api as knowledge
from functions.ops import figures
from shared import telemetry
from shared.adapters.observed import observed
from shared.db.pool import Database
from shared.ports import Line
from shared.value import Value
from tests.collector import Collector, collecting
from tests.fake_stores import FakeVectors
from tests.fake_vendors import FakeEmbeddings, FakeLanguage
from tests.fakes import NOON, TurnedClock
from tests.functions.signing import client
from tests.functions.test_trace import listener

CATALOGUE = telemetry.GAUGES | telemetry.COUNTERS | telemetry.HISTOGRAMS
ID = "01900000-0000-7000-8000-000000000001"
HAPPENED = f"""
insert into ticket (id, title, description, language, channel, requester_name, impact, urgency,
  priority, state, opened_by, opened_at, updated_at, version)
values ('{ID}', 'A', '', 'en', 'web', 'Ana', 3, 3, 5, 'new', 'Ana', %(now)s, %(now)s, 1);
insert into call (id, direction, phone, number, status, created_at)
values ('{ID}', 'inbound', '+12025550143', '+12025550100', 'completed', %(now)s);
insert into conclusion (call_id, outcome, at) values ('{ID}', 'reached', %(now)s);
insert into conversation (call_id, language, started_at) values ('{ID}', 'en', %(now)s);
insert into turn (call_id, n, source, claimed_at, answered_at)
values ('{ID}', 0, 'script', %(now)s, %(now)s);
insert into sla_notice (ticket_id, kind, round, percent, priority, crossed_at, tell_at)
values ('{ID}', 'response', 0, 100, 1, %(now)s, %(now)s);
insert into voice_use (day, speaker, voice, syntheses, hits)
values (%(now)s::date, 'elevenlabs', 'en', 2, 6);
insert into voice_fallback (day, speaker, reason, times)
values (%(now)s::date, 'elevenlabs', 'quota', 3);
insert into assist_spending (day, tokens, money) values (%(now)s::date, 10, 25);
insert into suggestion (id, ticket_id, kind, content, confidence, reasons, sources, by, why,
  human_queue, state, basis, ticket_version, made_at)
values ('{ID}', '{ID}', 'triage', '{{}}', 0.5, '{{}}', '[]', 'rules', 'away',
  false, 'offered', '', 1, %(now)s);
insert into allowance (id, open, purpose, consent_required, live_cap, day_cap, opens_at, closes_at,
  weekdays, currency, minute_price_micro, budget_micro, day, day_spent_micro)
values ('{ID}', true, 'service', false, 1, 1, '09:00', '20:00', '{{1}}', 'USD', 1, 1,
  %(now)s::date, 70);
"""
"""One of each, in one minute."""


class Nothing(Value):
    """What a model answers here."""


@pytest.fixture
async def told(db: Database, clock: TurnedClock) -> AsyncIterator[Collector]:
    """What a collector knows after a minute in which a little of everything happened."""
    with collecting(Collector()) as found:
        tracers, meters = listener(found.url)
        ours: Any = telemetry._meter
        ours.on_set_meter_provider(meters)  # as when the app begins to listen
        await _a_minute(db, clock)
        meters.shutdown()
        tracers.shutdown()
        yield found


async def _a_minute(db: Database, clock: TurnedClock) -> None:
    async with db.transaction() as conn:
        for each in HAPPENED.split(";\n"):
            await conn.execute(each.encode(), {"now": NOON})
    await clock.advance(60)
    await figures.measure(db, clock, FakeEmbeddings())
    await talk.measure(db, clock)
    await suggestions.measure(db, clock)
    language = observed(FakeLanguage(answers=[Nothing()]), "openai")
    await language.answer([Line(role="user", text="Hello")], Nothing, deadline=1)
    ports = SimpleNamespace(db=db, vectors=FakeVectors(), embeddings=FakeEmbeddings())
    async with client(knowledge.search, **vars(ports)) as desk:
        (await desk.get("/api/v1/search?q=printer")).raise_for_status()


async def test_every_figure_of_the_catalogue_is_told(told: Collector) -> None:
    assert set(CATALOGUE) - set(told.figures) == set()


async def test_figures_tell_what_happened(told: Collector) -> None:
    ours = told.figures
    assert ours["speech.sentences_today"] == [2, 6]  # of the vendor, of the cache
    assert (ours["call.spent_today"], ours["suggestion.spent_today"]) == ([70], [25])
    assert (ours["speech.fallbacks_today"], ours["suggestion.made"]) == ([3], [1])
    assert (ours["call.ended"], ours["sla.breached"], ours["model.tokens"]) == ([1], [1], [1, 1])
    assert (ours["turn.duration"], ours["turn.first_words"]) == ([1], [1])
