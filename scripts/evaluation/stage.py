"""Brings the whole system up, has everybody called side by side, and looks at what came of it."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from functions.board import about
from functions.calls import service as calls
from functions.calls.model import Call
from functions.conversation import service as conversation
from functions.people import service as people
from functions.people.model import Entry
from functions.permission import service as permission
from scripts.benchmarks.dialling_stack import Stack, stack
from scripts.benchmarks.voice_figures import quantile, turns_of, wall_ms
from scripts.evaluation.scenario import Case
from scripts.evaluation.seen import Seen
from scripts.local import environment, ports
from scripts.local.person import Failed
from shared.adapters.virtual import Mode
from shared.value import Spoken

ORDER = "Q-7315"
"""What is private about each call: nobody but the right person may hear it."""
SCRIPT = {
    "en": {
        "reason": "I am calling about a delivery.",
        "purpose": "I am calling about order {order}, which is due on Friday.",
        "questions": ["Will somebody be there to receive it?", "Which floor do you live on?"],
        "closing": "Thank you, that is all. Goodbye.",
        "voicemail": "Hello, this is an automatic message. Please call us back. Goodbye.",
    },
    "es": {
        "reason": "Le llamo por una entrega.",
        "purpose": "Le llamo por el pedido {order}, previsto para el viernes.",
        "questions": ["¿Habrá alguien para recibirlo?", "¿En qué piso vive usted?"],
        "closing": "Gracias, eso es todo. Adiós.",
        "voicemail": "Hola, este es un mensaje automático. Llámenos, por favor. Adiós.",
    },
}
ZONES = {Spoken.EN: "America/New_York", Spoken.ES: "America/Puerto_Rico"}
NAMES = {Spoken.EN: "Robin Ames", Spoken.ES: "Rosa Amaya"}
PACE = {"TWILIO__CALLS_PER_SECOND": "5", "TWILIO__LIVE_CALLS": "500"}
"""Calls begin one after the other: on virtual time that costs nothing, and spares the machine."""
NOTED = frozenset({"unheard", "expectations", "disclosure_missing", "voicemail_before_beep"})
NEVER = frozenset({"fallback_hits", "application_errors", "double_dials", "dialed_dnc"})
"""What the network tells of single calls. Paces and hours are no matter of what is said."""
PATIENCE = 600  # seconds of the wall's until all calls must be over
LOOK = 0.5
PROMISED = "callback_requested"


@asynccontextmanager
async def stage(
    cases: Sequence[Case],
    *,
    clock: Mode = Mode.MANUAL,
    relay: bool = False,
    settings: Mapping[str, str] = {},
    credentials: Mapping[str, str] = {},
) -> AsyncIterator[Stack]:
    """The system, with the people of these cases at the other end of the line.

    With `relay` they are talked to over sockets instead of webhooks.
    """
    sockets = {"RELAY__URL": f"wss://{ports.HOST}:{ports.free(1)[0]}"} if relay else {}
    persons = json.dumps([case.person() for case in cases], ensure_ascii=False)  # YAML, too
    async with stack(
        "evaluation",
        clock=clock,
        settings={**PACE, **sockets, **settings},
        persons=persons,
        simulators=["--seed", "1"],
        credentials=credentials,
    ) as it:
        if relay:
            await it.system.come_up_relay()
        yield it


async def perform(it: Stack, cases: Sequence[Case], *, clock: Mode) -> list[Seen]:
    """Call everybody, then be called by those who call us, and tell what came of each."""
    outbound = [case for case in cases if not case.scenario.inbound]
    path = ""
    await it.turn(clock)
    if outbound:
        path = await it.campaign("Evaluation", [_entry(case) for case in outbound], SCRIPT)
        await it.run(path)
        await _over(it, path)
    for case in cases:
        if case.scenario.inbound:
            await _rings(it, case)
    await _over(it, path)
    if clock is not Mode.REAL:
        await it.turn(Mode.MANUAL)
    return await _seen(it, cases, path)


def _entry(case: Case) -> Entry:
    zone = ZONES[case.language]
    return Entry(
        name=NAMES[case.language],
        phone=case.phone,
        language=case.language,
        zones=(zone,),
        variables={"order": ORDER},
    )


async def _rings(it: Stack, case: Case) -> None:
    """Somebody who is known to us, with their language."""
    async with it.db.transaction() as conn:
        now = await it.now()
        await people.greet(conn, case.phone, language=case.language, now=now)
    ring = {"from": case.phone, "to": environment.NUMBER}
    (await it.simulators.post("/__sim__/inbound", json=ring)).raise_for_status()


async def _over(it: Stack, path: str) -> None:
    """Return once nobody talks any more, and all of it is written down."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        await asyncio.sleep(LOOK)
        live = (await it.simulators.get("/__sim__/idle")).json()["calls"]
        if not live and not await _to_come(it, path):
            return
    raise Failed(f"After {PATIENCE} s the calls are not over.")


async def _to_come(it: Stack, path: str) -> bool:
    """Whether somebody is still to be called, but for those promised a call at another time."""
    members = (await it.author.get(f"{path}/members", limit=200))["items"] if path else []
    return any(each["state"] != "done" and each["outcome"] != PROMISED for each in members)


async def _seen(it: Stack, cases: Sequence[Case], path: str) -> list[Seen]:
    members = (await it.author.get(f"{path}/members", limit=200))["items"] if path else []
    outcomes = {each["phone"]: each["outcome"] for each in members}
    async with it.db.transaction() as conn:
        made = {each.phone: each for each in await about.recent_calls(conn, None, None, 1000)}
    findings = await _findings(it)
    return [await _one(it, case, made.get(case.phone), outcomes, findings) for case in cases]


async def _one(
    it: Stack,
    case: Case,
    call: Call | None,
    outcomes: Mapping[str, str | None],
    findings: Mapping[str, Sequence[str]],
) -> Seen:
    noted = tuple(findings.get(case.phone, ()))
    if call is None:
        return Seen(outcome=outcomes.get(case.phone), findings=noted)
    async with it.db.transaction() as conn:
        talks = await conversation.talks(conn, [call.id])
        ending = await calls.ending(conn, call.id)
        refusal = await permission.may_be_called(
            conn,
            case.phone,
            purpose="service",
            consent_required=False,
            campaign=None,
            now=await it.now(),
        )
    talk = talks[0][0] if talks else None
    events = await it.events("", call=call.sid or "")
    return Seen(
        outcome=outcomes.get(case.phone) or (talk.outcome if talk else None),
        opted_out=refusal is not None,
        ticket=talk is not None and talk.ticket_id is not None,
        language=talk.language if talk else None,
        cost_micro=ending.cost_micro,
        seconds=call.seconds or 0,
        findings=noted,
        **_heard(events),
    )


def _heard(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    talk, turns = [], 0
    for each in events:
        detail = each["detail"]
        if each["kind"] == "bot" and detail["text"]:
            talk.append(f"bot: {detail['text']}")
        elif each["kind"] == "person" and (given := detail.get("said") or detail.get("pressed")):
            talk.append(f"person: {given}")
            turns += not detail.get("greeting")
    taken = [
        wall_ms(each) for each in turns_of(each for each in events if each["kind"] == "webhook")
    ]
    return {"talk": tuple(talk), "turns": turns, "latency_ms": round(quantile(taken, 95), 1)}


async def _findings(it: Stack) -> Mapping[str, list[str]]:
    """What the network holds against us, by number."""
    asked = await it.simulators.get("/__sim__/asserts", params={"hours": "0-24"})
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, cases in asked.raise_for_status().json().items():
        if kind in NOTED | NEVER:
            for each in cases:
                seen = {
                    k: v for k, v in each.items() if k not in {"call", "number", "at", "persona"}
                }
                found[each["number"]].append(f"{kind}: {json.dumps(seen, ensure_ascii=False)}")
    return found
