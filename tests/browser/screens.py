"""Every screen of the page by its name, with an address that leads there.

What stands in braces is looked up in `Stage.ids`.
"""

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
SCREENS = {**DESK, **CALLS, **KNOWLEDGE, **ADMIN}
