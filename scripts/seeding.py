"""Fills an empty system with something to look at. Run again, it adds nothing."""

import asyncio
import sys
from typing import Any

import httpx

from functions.access.model import Role
from scripts.local.once import ALWAYS, CONTACTS, SCRIPT, TICKETS
from scripts.local.person import Failed, Person
from shared.settings import Settings, WrongSettings

ARTICLES = (
    (
        "When a printer jams",
        "Take out the tray and pull the paper towards you.\n\nFor both sides, use the lower tray.",
        "en",
    ),
    (
        "Cuando la impresora se atasca",
        "Saque la bandeja y tire del papel.\n\nPara imprimir a dos caras, use la bandeja de abajo.",
        "es",
    ),
    (
        "A new password for the mailbox",
        "Choose “Forgot it” where you sign in.\n\nA code comes to your phone.",
        "en",
    ),
)
ASKED = {"title": "My badge does not open the garage", "description": "Since Monday."}


async def seed(settings: Settings) -> None:
    """A list of contacts, a campaign to approve, some tickets, articles that answer some."""
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
        await _publish(author)
        requester = Person(host, "demo requester", Role.REQUESTER)
        key = {"idempotency-key": "demo"}
        await requester.post("/api/v1/portal/tickets", ASKED, headers=key)


async def _publish(author: Person) -> None:
    known = {each["title"] for each in (await author.get("/api/v1/articles", limit=200))["items"]}
    for title, text, language in ARTICLES:
        if title not in known:
            wording = {"title": title, "text": text, "language": language}
            written = await author.post("/api/v1/articles", wording)
            path = f"/api/v1/articles/{written['id']}/publication"
            await author.post(path, headers={"if-match": f'"{written["version"]}"'})


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
