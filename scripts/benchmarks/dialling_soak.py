"""Rings everybody of a long list while much goes wrong and the host is killed again and again."""

import asyncio
import time
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scripts.benchmarks.dialling_costs import peak_mb
from scripts.benchmarks.dialling_plan import Day, Death, Plan
from scripts.benchmarks.dialling_stack import Stack, stack
from scripts.local.person import Failed
from scripts.local.progress import said, step
from shared.adapters.virtual import Mode

PER_SECOND = 5
AT_ONCE = {"AzureFunctionsJobHost__extensions__queues__visibilityTimeout": "00:00:00"}
"""What failed is tried again at once: hidden by the wall's time, it would hold the clock."""
VOICES, PACE = "60", "10"
"""As many as speak at once in all those calls, and ring in a second: neither holds it back."""
PATIENCE = 1800  # seconds on the wall without one more outcome or call: a weekend takes ten minutes
EARLY = timedelta(minutes=1)  # before the window opens
KEPT = {
    "double_dials": "double_dials",
    "outside_window": "out_of_window",
    "dnc_dialled": "dialed_dnc",
    "over_cps": "over_cps",
    "over_concurrency": "over_concurrency",
}
"""What must be zero, by its name in the report and at the network."""
ZERO = (*KEPT, "without_outcome")


async def soak(plan: Plan) -> dict[str, Any]:
    """What came of it. Raises `Failed` where it comes to a standstill."""
    lines = str(plan.day.lines)
    how = ["--seed", str(plan.seed), "--live-calls", lines, "--calls-per-second", PACE]
    settings = {
        **AT_ONCE,
        "TWILIO__LIVE_CALLS": lines,
        "TWILIO__CALLS_PER_SECOND": PACE,
        "ELEVENLABS__CONCURRENCY": VOICES,
    }
    async with stack("bench-soak", clock=Mode.MANUAL, settings=settings, simulators=how) as it:
        await it.turn(Mode.MANUAL, now=plan.day.begins)
        began = time.monotonic()
        campaign = await _begun(it, plan)
        died: list[Death] = []
        killing = asyncio.create_task(_kill(it, plan, died))
        try:
            with step(f"{len(plan.entries)} contacts, {len(plan.deaths)} deaths"):
                report = await _over(it, campaign, plan.day, killing)
        finally:
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
        seconds = time.monotonic() - began
        return {**await _judged(it, plan, report, seconds), "deaths": len(died)}


async def _begun(it: Stack, plan: Plan) -> str:
    campaign = await it.campaign("Soak", plan.entries, **_rules(plan.day))
    for phone in plan.left_alone:
        await it.author.post("/api/v1/do-not-call", {"phone": phone, "source": "benchmark"})
    alone = {"numbers": list(plan.left_alone)}
    (await it.simulators.post("/__sim__/do-not-call", json=alone)).raise_for_status()
    for fault in plan.faults:
        await it.fault(**fault)
    await it.run(campaign)
    await it.turn(Mode.AUTO_ADVANCE)
    return campaign


def _rules(day: Day) -> dict[str, Any]:
    return {
        "opens_at": f"{day.opens:02}:00",
        "closes_at": f"{day.closes:02}:00",
        "per_second": PER_SECOND,
        "live_cap": day.lines,
        "max_attempts": day.attempts,
    }


async def _kill(it: Stack, plan: Plan, died: list[Death]) -> None:
    """Each death at its place in what the network sees. The clock stands until the host is back."""
    last, created = 0, 0
    for death in plan.deaths:
        while created < death.created:
            for event in await it.events("created", last, wait=25, limit=death.created - created):
                last, created = event["number"], created + 1
        await _after(it, last, death)
        await it.turn(Mode.MANUAL)
        await it.system.crash_host()
        await it.turn(Mode.AUTO_ADVANCE)
        died.append(death)
        said(f"    killed after {created} calls and {death.events} events")


async def _after(it: Stack, last: int, death: Death) -> None:
    """Return with the event that comes so many after the last one, or where nothing comes."""
    await it.events("", last + death.events, wait=5, limit=1)


async def _over(it: Stack, campaign: str, day: Day, killing: asyncio.Task[None]) -> dict[str, Any]:
    """The report of the campaign once everybody has an outcome."""
    seen, since = (0, 0), time.monotonic()
    while time.monotonic() - since < PATIENCE:
        if killing.done():
            killing.result()
        try:
            report = await it.report(campaign)
            state = (await it.author.get(campaign))["state"]
        except Failed:  # it is being killed
            await asyncio.sleep(1)
            continue
        if state not in {"approved", "running"}:
            return {**report, "state": state}
        outcomes = sum(report["outcomes"].values())
        if (outcomes, report["spent_micro"]) != seen:
            seen, since = (outcomes, report["spent_micro"]), time.monotonic()
        if not report["live"] and report["calling"] == report["planned"]:  # those wait, too
            await _sleep_through_the_night(it, day)
        await asyncio.sleep(2)
    raise Failed(f"No call and no outcome for {PATIENCE} s: {report}")


async def _sleep_through_the_night(it: Stack, day: Day) -> None:
    """Where nobody may be rung before tomorrow, it is tomorrow: timers are due in it but once."""
    now = await it.now()
    local = [now.astimezone(ZoneInfo(zone)) for zone in day.zones]
    if any(each.hour < day.closes for each in local):
        return
    first = max(local, key=lambda each: each.utcoffset() or timedelta())
    morning = first.replace(hour=day.opens, minute=0, second=0) + timedelta(days=1)
    await it.turn(Mode.MANUAL, now=(morning - EARLY).astimezone(UTC).isoformat())
    await it.turn(Mode.AUTO_ADVANCE)


async def _judged(it: Stack, plan: Plan, report: dict[str, Any], seconds: float) -> dict[str, Any]:
    await it.turn(Mode.MANUAL)
    hours = {"hours": f"{plan.day.opens}-{plan.day.closes}"}
    findings = (await it.simulators.get("/__sim__/asserts", params=hours)).json()
    wrong = {name: len(findings[kind]) for name, kind in KEPT.items()}
    for name, kind in KEPT.items():
        for case in findings[kind][:3]:
            said(f"    {name}: {case}")
            await _told(it, case["number"])
    made = len(await it.events("created"))
    faults = (await it.simulators.get("/__sim__/faults")).json()
    return {
        **wrong,
        "without_outcome": len(plan.entries) - sum(report["outcomes"].values()),
        "calls": made,
        "struck": sum(each["struck"] for each in faults),
        "seconds": round(seconds, 1),
        "attempts_per_s": round(made / seconds, 1),
        "peak_rss_mb": round(peak_mb(it.part("host").pid)),
        "simulators_rss_mb": round(peak_mb(it.part("simulators").pid)),
        "state": report["state"],
        "seed": plan.seed,
    }


async def _told(it: Stack, number: str) -> None:
    """All that the network saw of a person's calls: it goes with the run."""
    for made in await it.events("created"):
        if made["detail"]["to"] == number:
            for event in await it.events("", call=made["call"]):
                said(f"        {event}")
