"""Fills an empty system with something to look at. Run again, it adds nothing."""

import asyncio
import sys
from typing import Any

import httpx

from functions.access.model import Role
from scripts.local.once import ALWAYS, CONTACTS, SCRIPT, TICKETS
from scripts.local.person import Failed, Person
from shared.settings import Settings, WrongSettings


async def seed(settings: Settings) -> None:
    """A list of contacts, a campaign to approve, some tickets."""
    async with httpx.AsyncClient(
        base_url=str(settings.public_url), timeout=30, trust_env=False
    ) as host:
        author = Person(host, "demo author", Role.ADMIN)
        for number, (title, description) in enumerate(TICKETS):
            ticket = {"title": title, "description": description, "requester_name": "Demo"}
            key = {"idempotency-key": f"demo-{number}"}
            await author.post("/api/v1/tickets", ticket, headers=key)
        sent = await author.send_file(
            "/api/v1/imports", CONTACTS.name, CONTACTS.read_bytes(), list="Demo", country="US"
        )
        campaigns = await author.get("/api/v1/campaigns")
        if not any(each["audience"]["list_id"] == sent["list_id"] for each in campaigns["items"]):
            draft: dict[str, Any] = {
                "name": "Demo deliveries",
                "list_id": sent["list_id"],
                "script": SCRIPT,
                "rules": ALWAYS,
            }
            await author.post("/api/v1/campaigns", draft)


def main() -> int:
    """Exit code 0 when the demo data are there."""
    try:
        asyncio.run(seed(Settings.load()))
    except (Failed, WrongSettings) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
