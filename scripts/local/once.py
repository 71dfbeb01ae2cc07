"""The main job: one list imported, one campaign called, one call taken, one ticket understood."""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from functions.access.model import Role
from scripts.local.person import Failed, Person, Time
from scripts.local.progress import said, step
from shared.settings import Settings, WrongSettings
from shared.value import Value

CONTACTS = Path(__file__).parent / "demo" / "contacts.csv"
CALLER = "+13125550130"
PATIENCE = 1800.0
"""Seconds of the simulated clock the campaign may take before it counts as stuck."""
PROMISED = "callback_requested"

SCRIPT: dict[str, Any] = {
    "en": {
        "purpose": "I am calling about order {pedido}, which is due on {cita}.",
        "questions": ["Am I speaking with {name}?", "Will somebody be there to receive it?"],
        "closing": "Thank you, that is all. Goodbye.",
        "voicemail": "Hello, this is an automatic message. Please call us back. Goodbye.",
    },
    "es": {
        "purpose": "Le llamo por el pedido {pedido}, previsto para {cita}.",
        "questions": ["¿Hablo con {name}?", "¿Habrá alguien para recibirlo?"],
        "closing": "Gracias, eso es todo. Adiós.",
        "voicemail": "Hola, este es un mensaje automático. Llámenos, por favor. Adiós.",
    },
}
ALWAYS = {
    "opens_at": "00:00",
    "closes_at": "23:59:59.999999",
    "weekdays": [1, 2, 3, 4, 5, 6, 7],
    "hours_waived_because": "only simulated people are called",
    "per_second": 5,
    "live_cap": 12,
    "max_attempts": 1,
}
TICKETS = (
    ("The printer on the second floor jams", "Paper gets stuck whenever I print on both sides."),
    ("Cannot sign in to the mailbox", "My password is refused since this morning."),
    ("Invoice charged twice", "The same amount was taken from our account two times."),
    ("Laptop screen stays black", "It starts, the fan turns, but nothing is shown."),
)
ALIKE = ("Money was withdrawn twice", "We were billed a second time for one purchase.")


class Report(Value):
    """What the main job came to. Characters are those a speech vendor charges for."""

    contacts: int
    rejected: int
    calls: int
    outcomes: dict[str, int]
    tickets: int
    similar_hits: int
    characters_synthesized: int
    characters_cached: int
    seconds: float


class MainJob:
    """The people who do it, and the telephone network they call on."""

    def __init__(self, host: httpx.AsyncClient, network: httpx.AsyncClient, number: str) -> None:
        self._network, self._number, self._time = network, number, Time(network)
        self._author = Person(host, "author", Role.ADMIN)
        self._approver = Person(host, "approver", Role.SUPERVISOR)
        self._agent = Person(host, "agent", Role.AGENT)

    async def run(self) -> Report:
        """All of it. Raises `Failed` at the first thing that is not as it must be."""
        began = time.monotonic()
        with step("Import of a contact list"):
            imported = await self._import()
        with step("Campaign"):
            campaign = await self._campaign(imported["list_id"])
            members = await self._members(campaign["id"])
        with step("Inbound call that opens a ticket"):
            await self._inbound()
        with step("Ticket, and others like it"):
            hits = await self._similar()
        await self._nobody_was_called_twice()
        usage = await self._author.get("/api/v1/speech/usage")
        tickets = await self._agent.get("/api/v1/tickets", limit=200)
        return Report(
            contacts=len(members),
            rejected=imported["rejected"],
            calls=len(await self._calls()),
            outcomes=dict(Counter(each["outcome"] for each in members)),
            tickets=len(tickets["items"]),
            similar_hits=hits,
            characters_synthesized=usage["characters_synthesized"],
            characters_cached=usage["characters_cached"],
            seconds=round(time.monotonic() - began, 1),
        )

    async def _import(self) -> dict[str, Any]:
        sent = await self._author.send_file(
            "/api/v1/imports", CONTACTS.name, CONTACTS.read_bytes(), list="Deliveries", country="US"
        )

        async def ended() -> dict[str, Any] | None:
            found = await self._author.get(f"/api/v1/imports/{sent['id']}")
            return found if found["state"] in {"done", "failed"} else None

        import_ = await self._time.until("end of the import", ended, within=30)
        rows = await self._author.get(f"/api/v1/imports/{sent['id']}/rows", result="rejected")
        if import_["state"] != "done" or not rows["items"]:
            raise Failed("The import did not end well, or did not report the broken row.")
        for row in rows["items"]:
            said(f"    row {row['row']} was rejected: {row['reasons'][0]['text']}")
        return {**import_, "rejected": len(rows["items"])}

    async def _campaign(self, list_id: str) -> dict[str, Any]:
        draft = {"name": "Deliveries", "list_id": list_id, "script": SCRIPT, "rules": ALWAYS}
        campaign = await self._author.post("/api/v1/campaigns", draft)
        path = f"/api/v1/campaigns/{campaign['id']}"
        await self._approver.post(f"{path}/approval", {"reason": "main job, simulated people"})
        await self._author.post(f"{path}/run")

        async def ended() -> dict[str, Any] | None:
            found: dict[str, Any] = await self._agent.get(path)
            if found["state"] in {"approved", "running"} and await self._is_awaited(path):
                return None
            return found

        ended_ = await self._time.until("end of the campaign", ended, within=PATIENCE)
        if ended_["state"] not in {"completed", "running"}:
            log = await self._agent.get(f"{path}/log")
            raise Failed(f"The campaign is {ended_['state']}: {log[-1]['reason']}")
        return ended_

    async def _is_awaited(self, path: str) -> bool:
        """Whether a call is still to come, but for those promised for another day."""
        members = (await self._agent.get(f"{path}/members"))["items"]
        to_come = [each for each in members if each["state"] != "done"]
        return not members or any(each["outcome"] != PROMISED for each in to_come)

    async def _members(self, campaign_id: str) -> list[dict[str, Any]]:
        path = f"/api/v1/campaigns/{campaign_id}"
        members: list[dict[str, Any]] = (await self._agent.get(f"{path}/members"))["items"]
        report = await self._agent.get(f"{path}/report")
        promised = sum(each["state"] != "done" for each in members)
        if sum(report["outcomes"].values()) + promised != len(members):
            raise Failed(f"Of {len(members)} members only {report['outcomes']} have an outcome.")
        spoke = [each for each in members if each["outcome"] == "completed"]
        if not spoke:
            raise Failed(f"Nobody answered the questions: {report['outcomes']}")
        for each in spoke:
            await self._is_transcribed(each["last_attempt"])
        return members

    async def _is_transcribed(self, call_id: str) -> None:
        async def whole() -> bool:
            talk = await self._agent.get(f"/api/v1/conversations/{call_id}")
            said_ = [turn["said"] for turn in talk["turns"]]
            kept = [line["text"] for line in talk["transcript"] or [] if line["kind"] == "said"]
            return len(said_) > 1 and said_ == kept

        await self._time.until("whole transcript of a call in Cosmos DB", whole, within=30)

    async def _inbound(self) -> None:
        ring = {"from": CALLER, "to": self._number}
        answer = await self._network.post("/__sim__/inbound", json=ring)
        if answer.is_error:
            raise Failed(f"The simulated caller cannot ring: {answer.text}")

        async def opened() -> bool:
            tickets = await self._agent.get("/api/v1/tickets", limit=50)
            return any(each["requester_name"] == CALLER for each in tickets["items"])

        await self._time.until("ticket from the inbound call", opened, within=90)

    async def _similar(self) -> int:
        for title, description in TICKETS:
            await self._open(title, description)
        ticket = await self._open(*ALIKE)

        async def found() -> list[dict[str, Any]] | None:
            near = await self._agent.get(f"/api/v1/tickets/{ticket['id']}/similar")
            titles = [each["title"] for each in near["items"]]
            return near["items"] if titles[:1] == ["Invoice charged twice"] else None

        return len(await self._time.until("ticket found that means the same", found, within=60))

    async def _open(self, title: str, description: str) -> Any:
        draft = {"title": title, "description": description, "requester_name": "main job"}
        return await self._agent.post("/api/v1/tickets", draft)

    async def _calls(self) -> list[Any]:
        found: list[Any] = (await self._agent.get("/api/v1/calls", limit=200))["items"]
        return found

    async def _nobody_was_called_twice(self) -> None:
        any_hour = {"hours": "0-24"}  # this campaign rings whenever it is run
        findings = (await self._network.get("/__sim__/asserts", params=any_hour)).json()
        wrong = {name: found for name, found in findings.items() if found}
        if wrong:
            raise Failed(f"The telephone network noticed: {json.dumps(wrong)}")


def table(report: Report) -> str:
    """The report for people."""
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(report.outcomes.items()))
    rows = {
        "contacts": f"{report.contacts} ({report.rejected} row rejected)",
        "calls": str(report.calls),
        "outcomes": outcomes,
        "tickets": str(report.tickets),
        "similar tickets found": str(report.similar_hits),
        "audio characters": f"{report.characters_synthesized} synthesized, "
        f"{report.characters_cached} served from cache",
        "seconds": f"{report.seconds:.1f}",
    }
    return "\n".join(f"  {name:<24}{value}" for name, value in rows.items())


async def main_job() -> Report:
    """Against the system whose settings stand in the environment."""
    settings = Settings.load()
    async with (
        httpx.AsyncClient(base_url=str(settings.public_url), timeout=30, trust_env=False) as host,
        httpx.AsyncClient(base_url=str(settings.twilio.base_url), trust_env=False) as network,
    ):
        return await MainJob(host, network, settings.twilio.number).run()


def main() -> int:
    """Exit code 0 only if all of it worked."""
    page = argparse.ArgumentParser(description=__doc__)
    page.add_argument("--json", action="store_true", help="end in one JSON object")
    as_json = page.parse_args().json
    try:
        report = asyncio.run(main_job())
    except (Failed, WrongSettings) as problem:
        said(f"\n{problem}")
        return 1
    print(f"\n{table(report)}\n")
    if as_json:
        print(report.model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
