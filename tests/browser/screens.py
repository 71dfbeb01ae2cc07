"""Every screen of the page by its name, with an address that leads there.

What stands in braces is looked up in `Stage.ids`.
"""

from tests.browser.look import REQUESTER

DESK = {
    "home": "#/",
    "tickets": "#/tickets?state=new",
    "ticket": "#/tickets/{ticket}",
    "new-ticket": "#/tickets/new",
    "search": "#/search?q=invoice",
}
CALLS = {
    "campaigns": "#/campaigns",
    "campaign": "#/campaigns/{campaign}",
    "campaign-draft": "#/campaigns/{draft}",
    "new-campaign": "#/campaigns/new",
    "people": "#/people",
    "list": "#/people/lists/{list}",
    "new-import": "#/people/import",
    "import": "#/people/imports/{import}",
    "calls": "#/calls",
    "call": "#/calls/{call}",
}
KNOWLEDGE = {
    "knowledge": "#/knowledge",
    "article": "#/knowledge/{article}",
    "new-article": "#/knowledge/new",
    "gaps": "#/knowledge/gaps",
    "dashboard": "#/dashboards",
    "dashboard-calls": "#/dashboards/calls",
    "dashboard-campaign": "#/dashboards/campaigns",
    "dashboard-cost": "#/dashboards/cost",
}
PARTS = (
    *("calendars", "definitions", "policies", "rotas", "teams", "rules", "fields", "templates"),
    *("replies", "users", "groups", "tokens", "audit", "webhooks", "alerts", "operation", "assist"),
)
CAMPAIGN_PARTS = ("people", "words", "rules", "log")
CALL_PARTS = ("promises", "transfers", "numbers", "hours", "rotas", "voices")
ADMIN = {"admin": "#/admin", **{f"admin-{part}": f"#/admin/{part}" for part in PARTS}}
PORTAL = {
    "portal": "#/",
    "portal-tickets": "#/tickets",
    "portal-ask": "#/tickets/new",
    "portal-ticket": "#/tickets/{wish_waiting}",
    "portal-solved": "#/tickets/{wish_solved}",
    "portal-article": "#/knowledge/{article}",
}
SCREENS = {**DESK, **CALLS, **KNOWLEDGE, **ADMIN, **PORTAL}
SELDOM = {
    **{f"campaign-{part}": f"#/campaigns/{{campaign}}/{part}" for part in CAMPAIGN_PARTS},
    **{f"people-{part}": f"#/people/{part}" for part in ("contacts", "do-not-call", "privacy")},
    **{f"calls-{part}": f"#/calls/{part}" for part in CALL_PARTS},
    "calls-hours-spain": "#/calls/hours/ES",
    "new-rota": "#/calls/rotas/new",
    "admin-queue": "#/admin/queues/dial",
}
"""Looked at with --all."""


def person_at(screen: str) -> str:
    """Who looks at it."""
    return REQUESTER if screen in PORTAL else "demo admin"
