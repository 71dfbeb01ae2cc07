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


def person_at(screen: str) -> str:
    """Who looks at it."""
    return REQUESTER if screen in PORTAL else "demo admin"
