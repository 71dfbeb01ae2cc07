from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import AsyncClient

from functions.campaigns import api
from functions.speech import asking
from shared.groups.vendors import ElevenLabs
from shared.ports import Offered
from tests.fake_vendors import FakeVoice
from tests.functions.campaigns.conftest import WORDS, Desk
from tests.functions.signing import client, signed_in

ONE, TWO = "+12025550100", "+13125550100"
TWILIO = SimpleNamespace(number="+12025550199", calls_per_second=5)
CHOSEN = ElevenLabs(voice_en="emma", voice_es="lucia")
SUPERVISOR = signed_in("supervisor", name="Ana")


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[AsyncClient]:
    settings = SimpleNamespace(twilio=TWILIO, elevenlabs=CHOSEN)
    cast = FakeVoice(cast=(Offered(id="rowan", name="Rowan"),))
    await asking.ask_for_voices(desk.db, desk.clock, cast)
    wired = {"db": desk.db, "clock": desk.clock, "settings": settings}
    async with client(api.router, **wired) as page:
        page.headers.update(SUPERVISOR)
        yield page


async def written(page: AsyncClient, desk: Desk, **more: Any) -> str:
    listed = str(await desk.list_of(ONE, TWO))
    draft = {"name": "Orders", "list_id": listed, "script": {"en": WORDS}, **more}
    answer = await page.post("/api/v1/campaigns", json=draft)
    assert answer.status_code == 201, answer.text
    return f"/api/v1/campaigns/{answer.json()['id']}"


async def test_a_draft_is_changed_from_the_version_that_was_seen(
    page: AsyncClient, desk: Desk
) -> None:
    path = await written(page, desk)
    tag = (await page.get(path)).headers["etag"]
    first = await page.patch(path, json={"name": "Invoices"}, headers={"if-match": tag})
    second = await page.patch(path, json={"name": "Again"}, headers={"if-match": tag})
    unseen = await page.patch(path, json={"name": "Again"})
    assert [each.status_code for each in (first, second, unseen)] == [200, 412, 428]
    assert first.headers["etag"] != tag


@pytest.mark.parametrize(("role", "status"), [("supervisor", 403), ("admin", 201)])
async def test_only_an_admin_waives_calling_hours(
    page: AsyncClient, desk: Desk, role: str, status: int
) -> None:
    rules = {"hours_waived_because": "everybody agreed to it"}
    draft = {"name": "Orders", "list_id": str(await desk.list_of(ONE)), "script": {"en": WORDS}}
    answer = await page.post(
        "/api/v1/campaigns", json={**draft, "rules": rules}, headers=signed_in(role)
    )
    assert answer.status_code == status


async def test_an_agent_sees_campaigns_and_steers_none(page: AsyncClient, desk: Desk) -> None:
    path = await written(page, desk)
    page.headers.update(signed_in("agent"))
    assert (await page.get(f"{path}/preview")).status_code == 200
    assert (await page.get(f"{path}/forecast")).json()["people"] == 2
    assert (await page.put(f"{path}/schedule", json={})).status_code == 403


async def test_a_campaign_goes_its_way_over_http(page: AsyncClient, desk: Desk) -> None:
    path, why = await written(page, desk), {"reason": "as agreed"}
    other = signed_in("supervisor", name="Bea")
    steps = [
        await page.post(f"{path}/approval", json=why, headers=other),
        await page.put(f"{path}/schedule", json={"starts_at": "2027-03-02T12:00:00Z"}),
        await page.delete(f"{path}/schedule"),
        await page.post(f"{path}/run"),
        await page.post(f"{path}/pause", json={**why, "calls": "end"}),
        await page.delete(f"{path}/pause"),
        await page.post(f"{path}/cancellation", json=why),
    ]
    states = ["approved", "scheduled", "approved", "running", "paused", "running", "cancelled"]
    assert [each.json()["state"] for each in steps] == states
    assert [each["state"] for each in (await page.get(f"{path}/log")).json()][1:] == states


async def test_other_words_and_rules_for_what_runs(page: AsyncClient, desk: Desk) -> None:
    path, why = await written(page, desk), {"reason": "as agreed"}
    other = signed_in("supervisor", name="Bea")
    await page.post(f"{path}/approval", json=why, headers=other)
    new = await page.post(f"{path}/scripts", json={**why, "script": {"en": WORDS}})
    approved = await page.post(f"{path}/scripts/2/approval", json=why, headers=other)
    tag = {"if-match": (await page.get(path)).headers["etag"]}
    ruled = await page.patch(f"{path}/rules", json={**why, "rules": {"live_cap": 9}}, headers=tag)
    versions = (await page.get(f"{path}/scripts")).json()
    assert (new.status_code, approved.json()["script_version"]) == (201, 2)
    assert ruled.json()["rules"]["live_cap"] == 9
    assert [each["approved_by"] for each in versions] == ["Bea", "Bea"]


async def test_somebody_is_called_now(page: AsyncClient, desk: Desk) -> None:
    campaign = await desk.running(ONE)
    path = f"/api/v1/campaigns/{campaign.id}/members/{(await desk.member(campaign)).id}/call"
    answers = [await page.post(path) for _ in range(2)]
    assert [each.status_code for each in answers] == [202, 409]


async def test_a_voice_is_kept_with_the_words(page: AsyncClient, desk: Desk) -> None:
    path = await written(page, desk, script={"en": {**WORDS, "voice": "rowan"}})
    (version,) = (await page.get(f"{path}/scripts")).json()
    assert version["script"]["en"]["voice"] == "rowan"


async def test_a_voice_that_nobody_has_is_not_chosen(page: AsyncClient, desk: Desk) -> None:
    listed = str(await desk.list_of(ONE))
    script = {"en": {**WORDS, "voice": "nobody"}}
    draft = {"name": "Orders", "list_id": listed, "script": script}
    answer = await page.post("/api/v1/campaigns", json=draft)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "script.en.voice"
