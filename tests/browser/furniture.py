"""What an organisation has set up, from calendars to articles; what people asked it for."""

from typing import Any

from scripts.local.person import Person

WEEK = {"weekdays": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "18:00"}
PEOPLE = [
    {"name": "demo agent", "phone": "+33199001122", "language": "es"},
    {"name": "demo author", "phone": "+12125550145", "language": "en"},
]
NEW = {"if-none-match": "*"}
SHIFT = {"rank": "first", "weekdays": [1, 2, 3, 4, 5], "starts": "09:00", "ends": "18:00"}
TASKS = [{"title": "Check the line", "mandatory": True}, {"title": "Tell the requester"}]
REPLY = {
    "en": "Dear {requester}, we look into {number}.",
    "es": "Estimado/a {requester}: miramos {number}.",
}
WISHES = (
    {"title": "A second screen for my desk", "urgency": 3},
    {
        "title": "The air conditioning drips",
        "description": "Since Monday, on papers.",
        "urgency": 2,
    },
    {"title": "My chair does not stay up", "description": "It sinks within minutes."},
)
WISH_NAMES = ("new", "waiting", "solved")
WAITS = {"state": "on_hold", "hold_reason": "awaiting_caller", "comment": "And how fast?"}
SOLVED = {"code": "solution_provided", "notes": "The gas spring was renewed."}
ARTICLES = (
    (
        "Refund an invoice that was charged twice",
        "Open the invoice.\n\nPress “Refund”, once.",
        "en",
    ),
    (
        "Recuperar el acceso al correo",
        "Abra la página de entrada.\n\nPida allí una contraseña nueva.",
        "es",
    ),
    ("Paper jams on both sides", "Take the paper out.\n\nUse the lower tray.", "en"),
)


async def furnish(admin: Person) -> dict[str, str]:
    """Set it up. The ids of what a screen can be opened for."""
    await _promises(admin)
    await _desk(admin)
    await _wording(admin)
    written = [await _article(admin, *each) for each in ARTICLES]
    await admin.post(
        f"/api/v1/articles/{written[0]['id']}/publication", headers={"if-match": '"1"'}
    )
    return {"article": written[0]["id"]}


async def ask_for(requester: Person, desk: Person) -> dict[str, str]:
    """Tickets of a requester: one new, one that waits for them, one that is solved."""
    asked = [await requester.post("/api/v1/portal/tickets", each) for each in WISHES]
    _, waiting, solved = (f"/api/v1/tickets/{each['id']}" for each in asked)
    await desk.post(f"{waiting}/comments", {"text": "Which floor are you on?"})
    await desk.patch(waiting, {"state": "in_progress"}, headers={"if-match": '"1"'})
    await desk.patch(waiting, WAITS, headers={"if-match": '"2"'})
    await desk.post(f"{solved}/resolution", SOLVED, headers={"if-match": '"1"'})
    return {f"wish_{name}": each["id"] for name, each in zip(WISH_NAMES, asked, strict=True)}


async def _promises(admin: Person) -> None:
    plan = {"name": "Office hours", "zone": "Europe/Madrid", "windows": [WEEK], "places": ["ES"]}
    calendar = await admin.post("/api/v1/sla/calendars", plan)
    for name, kind, minutes in (("Seen to", "response", 60), ("Solved", "resolution", 1500)):
        about = {"condition": {"priorities": [1, 2]}, "calendar_id": calendar["id"]}
        terms = {"name": name, "kind": kind, "minutes": minutes, **about}
        await admin.post("/api/v1/sla/definitions", terms)


async def _desk(admin: Person) -> None:
    members = [{"name": "demo agent", "capacity": 12}, {"name": "demo author", "capacity": 8}]
    team = await admin.post(
        "/api/v1/assignments/teams", {"name": "Service desk", "members": members}
    )
    rule: dict[str, Any] = {"name": "Urgent by phone", "team_id": team["id"]}
    condition = {"priorities": [1], "channels": ["phone"]}
    await admin.post("/api/v1/assignments/rules", {**rule, "condition": condition})
    shifts = [{**SHIFT, "person": each["name"]} for each in PEOPLE]
    rota = {"name": "Nights", "zone": "Europe/Madrid", "people": PEOPLE, "shifts": shifts}
    await admin.post("/api/v1/people/rotas", rota)
    policy = {"name": "Nobody answers", "rota": "Nights", "priorities": [1]}
    await admin.post("/api/v1/escalations/policies", policy)


async def _wording(admin: Person) -> None:
    label = {"en": "Site", "es": "Sede"}
    field = {"label": label, "kind": "choice", "choices": ["Madrid", "Boston"]}
    await admin.put("/api/v1/ticket-fields/site", field, headers=NEW)
    pattern = {"name": {"en": "Line is dead", "es": "Sin línea"}, "tasks": TASKS}
    await admin.put("/api/v1/ticket-templates/no_line", pattern, headers=NEW)
    reply = {"name": {"en": "We look into it", "es": "Lo miramos"}, "text": REPLY}
    await admin.put("/api/v1/replies/look", reply, headers=NEW)


async def _article(admin: Person, title: str, text: str, language: str) -> dict[str, Any]:
    wording = {"title": title, "text": text, "language": language}
    written: dict[str, Any] = await admin.post("/api/v1/articles", wording)
    return written
