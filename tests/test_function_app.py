import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scripts.local.host.ncrontab import Ncrontab
from shared.messages import CATALOGUE
from tests.fakes import NOON

ROOT = Path(__file__).parents[1]
EXAMPLE = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
# In a process of its own: the SDK lists the functions of an app only once.
INDEX = """
import json, function_app
found = {}
for each in function_app.app.get_functions():
    bindings = [binding.get_dict_repr() for binding in each.get_bindings()]
    found[each.get_function_name()] = bindings
print(json.dumps(found, default=str))
"""
PUBLIC = {
    "voice": "twilio/voice/{*rest}",
    "callbacks": "twilio/calls/{*rest}",
    "recording_callbacks": "twilio/recordings/{*rest}",
    "messages": "twilio/messages/{*rest}",
    "transferring": "twilio/transfers/{*rest}",
    "escalation_calls": "twilio/escalations/{*rest}",
    "audio": "audio/{*rest}",
    "health": "health/{*rest}",
    "mail": "mail/{*rest}",
}
SIGNED_IN = {
    "me": "api/v1/me/{*rest}",
    "tickets": "api/v1/tickets/{*rest}",
    "tasks": "api/v1/tickets/{ticket_id}/tasks/{*rest}",
    "links": "api/v1/tickets/{ticket_id}/links/{*rest}",
    "attachments": "api/v1/tickets/{ticket_id}/attachments/{*rest}",
    "bulk_jobs": "api/v1/bulk-jobs/{*rest}",
    "presence": "api/v1/tickets/{ticket_id}/presence/{*rest}",
    "portal": "api/v1/portal/tickets/{*rest}",
    "suggestions": "api/v1/tickets/{ticket_id}/suggestions/{*rest}",
    "article_drafts": "api/v1/tickets/{ticket_id}/article-draft/{*rest}",
    "decisions": "api/v1/suggestions/{*rest}",
    "assist": "api/v1/assist/{*rest}",
    "merges": "api/v1/tickets/{ticket_id}/merge/{*rest}",
    "splits": "api/v1/tickets/{ticket_id}/splits/{*rest}",
    "ticket_fields": "api/v1/ticket-fields/{*rest}",
    "ticket_templates": "api/v1/ticket-templates/{*rest}",
    "replies": "api/v1/replies/{*rest}",
    "notifications": "api/v1/notifications/{*rest}",
    "search": "api/v1/search/{*rest}",
    "articles": "api/v1/articles/{*rest}",
    "contacts": "api/v1/contacts/{*rest}",
    "lists": "api/v1/lists/{*rest}",
    "numbers": "api/v1/numbers/{*rest}",
    "do_not_call": "api/v1/do-not-call/{*rest}",
    "views": "api/v1/views/{*rest}",
    "rotas": "api/v1/people/{*rest}",
    "privacy": "api/v1/privacy/{*rest}",
    "imports": "api/v1/imports/{*rest}",
    "campaigns": "api/v1/campaigns/{*rest}",
    "calls": "api/v1/calls/{*rest}",
    "calling_rules": "api/v1/calling-rules/{*rest}",
    "conversations": "api/v1/conversations/{*rest}",
    "promises": "api/v1/promises/{*rest}",
    "recordings": "api/v1/recordings/{*rest}",
    "speech_usage": "api/v1/speech/{*rest}",
    "transfers": "api/v1/transfers/{*rest}",
    "sla": "api/v1/sla/{*rest}",
    "escalations": "api/v1/escalations/{*rest}",
    "assignments": "api/v1/assignments/{*rest}",
    "audio_ledger": "api/v1/audio/{*rest}",
    "ops": "api/v1/ops/{*rest}",
    "users": "api/v1/users/{*rest}",
    "groups": "api/v1/groups/{*rest}",
    "tokens": "api/v1/tokens/{*rest}",
    "audit": "api/v1/audit/{*rest}",
    "webhooks": "api/v1/webhooks/{*rest}",
    "board": "api/v1/board/{*rest}",
    "ticket_export": "api/v1/tickets/export.csv/{*rest}",
    "exports": "api/v1/exports/{*rest}",
    "held_mail": "api/v1/held-mail/{*rest}",
    "openapi": "api/v1/openapi.json/{*rest}",
}
QUEUES = {
    "on_dial": "dial",
    "on_end_calls": "end-calls",
    "on_end_call": "end-call",
    "on_take_over": "take-over",
    "on_hang_up": "hang-up",
    "on_call_ended": "call-ended",
    "on_machine_answered": "machine-answered",
    "on_transcribe": "transcribe",
    "on_sum_up": "sum-up",
    "on_tend_recording": "tend-recording",
    "on_start_campaign": "start-campaign",
    "on_steer_campaign": "steer-campaign",
    "on_import": "import-contacts",
    "on_ticket_changed": "ticket-changed",
    "on_ticket_resolved": "ticket-resolved",
    "on_run_bulk": "run-bulk",
    "on_forget_files": "forget-files",
    "on_assign_ticket": "assign-ticket",
    "on_assist_ticket": "assist-ticket",
    "on_escalate": "escalate",
    "on_steer_escalation": "steer-escalation",
    "on_embed": "embed-documents",
    "on_have_spoken": "have-spoken",
    "on_synthesize": "synthesize",
    "on_synthesized": "synthesized",
    "on_probe_voice": "probe-voice",
    "on_forget_audio": "forget-audio",
    "on_raise_alert": "raise-alert",
    "on_erase": "erase-person",
    "on_rebuild_index": "rebuild-index",
    "on_deliver_webhooks": "deliver-webhooks",
    "on_mail_comment": "mail-comment",
    "on_run_export": "run-export",
    "on_run_backtest": "run-backtest",
}
TIMERS = {
    "sweep_attempts": "*/5 * * * * *",
    "sweep_uploads": "0 40 * * * *",
    "close_resolved": "0 20 * * * *",
    "retell_lately": "30 * * * * *",
    "retell_day": "0 35 * * * *",
    "reconcile_calls": "*/15 * * * * *",
    "sweep_campaigns": "0 * * * * *",
    "sweep_conversations": "30 * * * * *",
    "retire_words": "0 25 * * * *",
    "sweep_recordings": "*/15 * * * * *",
    "expire_recordings": "0 20 * * * *",
    "sweep_embeddings": "0 * * * * *",
    "sweep_erasures": "45 * * * * *",
    "seal_audit": "20 * * * * *",
    "forget_requests": "0 50 * * * *",
    "retire_rows": "0 50 * * * *",
    "sweep_outbox": "*/10 * * * * *",
    "watch_queues": "20 * * * * *",
    "measure": "40 * * * * *",
    "measure_calls": "10 * * * * *",
    "measure_suggestions": "15 * * * * *",
    "list_voices": "50 * * * * *",
    "sweep_promises": "*/30 * * * * *",
    "sweep_clocks": "*/15 * * * * *",
    "sweep_escalations": "15 * * * * *",
    "sweep_assignments": "45 * * * * *",
    "sweep_webhooks": "20 * * * * *",
    "sweep_mail": "40 * * * * *",
    "sweep_exports": "50 */5 * * * *",
    "sweep_bulk": "5 * * * * *",
    "sweep_suggestions": "20,50 * * * * *",
    "watch_accuracy": "0 40 4 * * *",
}
DURABLE = {
    "dial_campaign": "orchestrationTrigger",
    "enrol": "activityTrigger",
    "look": "activityTrigger",
    "escalate": "orchestrationTrigger",
    "look_at_escalation": "activityTrigger",
}
BEHIND_THE_SCENES = {
    **dict.fromkeys(QUEUES, "queueTrigger"),
    **dict.fromkeys(TIMERS, "timerTrigger"),
    **DURABLE,
}
TABLE = {
    "voice": {**dict.fromkeys(PUBLIC, "httpTrigger"), **BEHIND_THE_SCENES},
    "agent": dict.fromkeys([*SIGNED_IN, "health"], "httpTrigger"),
    "all": {**dict.fromkeys([*PUBLIC, *SIGNED_IN], "httpTrigger"), **BEHIND_THE_SCENES},
}

Bindings = list[dict[str, Any]]


def index(role: str) -> dict[str, Bindings]:
    done = subprocess.run(
        [sys.executable, "-c", INDEX],
        cwd=ROOT,
        env={**EXAMPLE, "APP_ROLE": role},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Bindings] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def everything() -> dict[str, Bindings]:
    """The bindings of each function of a developer's app."""
    return index("all")


def triggers(functions: dict[str, Bindings], kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: binding
        for name, bindings in functions.items()
        for binding in bindings
        if binding["type"] == kind
    }


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def started(module: ast.Module) -> set[object]:
    """The names given to `client.start_new`."""
    return {
        node.args[0].value
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "start_new"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("role", ["voice", "agent", "all"])
def test_an_app_has_the_functions_of_its_role(role: str) -> None:
    kinds = {
        name: next(each["type"] for each in bindings if each["type"].endswith("Trigger"))
        for name, bindings in index(role).items()
    }
    assert kinds == TABLE[role]


def test_each_path_leads_to_one_function(everything: dict[str, Bindings]) -> None:
    found = {name: each["route"] for name, each in triggers(everything, "httpTrigger").items()}
    assert found == {**PUBLIC, **SIGNED_IN}


def test_each_queue_of_the_catalogue_wakes_one_function(everything: dict[str, Bindings]) -> None:
    found = {name: each["queueName"] for name, each in triggers(everything, "queueTrigger").items()}
    assert found == QUEUES
    assert Counter(found.values()) == Counter(message.queue for message in CATALOGUE)


def test_each_timer_has_a_schedule_that_comes_due(everything: dict[str, Bindings]) -> None:
    found = {name: each["schedule"] for name, each in triggers(everything, "timerTrigger").items()}
    noon: datetime = NOON.replace(tzinfo=None)
    assert found == TIMERS
    assert all(Ncrontab(schedule).after(noon) > noon for schedule in found.values())


def test_every_connection_is_one_that_the_settings_know(everything: dict[str, Bindings]) -> None:
    named = {each.get("connection") for bindings in everything.values() for each in bindings}
    assert named - {None} == {"Storage"}
    assert "Storage" in EXAMPLE


def test_every_orchestration_that_is_started_exists() -> None:
    named = {name for _, module in modules("functions") for name in started(module)}
    known = {name for name, kind in DURABLE.items() if kind == "orchestrationTrigger"}
    assert named == known


def test_nothing_imports_the_app() -> None:
    everywhere = modules("functions", "shared", "scripts", "tests")
    assert [path for path, module in everywhere if "function_app" in imported(module)] == []


def test_the_app_registers_and_does_nothing_else() -> None:
    module = ast.parse((ROOT / "function_app.py").read_text())
    kinds = Counter(type(node).__name__ for node in module.body)
    assert kinds.keys() == {"Expr", "Import", "ImportFrom", "AnnAssign", "FunctionDef", "Assign"}
    assert (kinds["Expr"], kinds["FunctionDef"], kinds["Assign"]) == (1, 1, 1)
