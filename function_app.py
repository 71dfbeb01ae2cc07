"""Every trigger of the system on one page. Which of them an app registers follows APP_ROLE."""

import azure.durable_functions as df
import azure.functions as func
from fastapi import APIRouter

from functions.access import administering
from functions.access import api as access
from functions.access.triggers import access as access_timers
from functions.articles import api as articles
from functions.assignments import api as assignments_api
from functions.assignments.triggers import assignments
from functions.assist import api as assist_api
from functions.assist.triggers import assist
from functions.attachments import api as attachments_api
from functions.attachments.triggers import attachments
from functions.audit.triggers import audit
from functions.board import api as board
from functions.board import telephone
from functions.bulk import api as bulk_api
from functions.bulk.triggers import bulk
from functions.calls import api as calls_api
from functions.calls.triggers import calls
from functions.campaigns import api as campaigns
from functions.campaigns.dialing import dialing
from functions.campaigns.triggers import campaigns as campaigns_queues
from functions.conversation import api as conversation_api
from functions.conversation import listening, texting, transferring
from functions.conversation.triggers import conversation
from functions.escalations import api as escalations
from functions.escalations.escalating import escalating
from functions.exports import api as exports_api
from functions.exports.triggers import exports
from functions.fields import api as fields
from functions.hours import api as hours
from functions.imports import api as imports_api
from functions.imports.triggers import imports
from functions.knowledge import api as knowledge_api
from functions.knowledge.triggers import knowledge
from functions.links import api as links_api
from functions.links.triggers import links
from functions.mail import api as mail_api
from functions.mail.triggers import mail
from functions.numbers import api as numbers
from functions.ops import api as ops_api
from functions.ops.triggers import ops
from functions.people import api as people
from functions.permission import api as permission
from functions.portal import api as portal
from functions.presence import api as presence
from functions.privacy import api as privacy_api
from functions.privacy.triggers import privacy
from functions.promises import api as promises_api
from functions.promises.triggers import promises
from functions.recordings import api as recordings_api
from functions.recordings.triggers import recordings
from functions.replies import api as replies
from functions.rotas import api as rotas
from functions.sla import api as sla_api
from functions.sla.triggers import sla
from functions.speech import api as speech_api
from functions.speech.triggers import speech
from functions.tasks import api as tasks
from functions.templates import api as templates
from functions.tickets import api as tickets_api
from functions.tickets.triggers import tickets
from functions.tracing import traced
from functions.transfers import api as transfers
from functions.views import api as views
from functions.watching import api as watching
from functions.web import description, http_functions
from functions.webhooks import api as webhooks_api
from functions.webhooks.triggers import webhooks
from shared.logs import write_facts
from shared.settings import Settings

# For Twilio, and the load balancer: reachable by anybody, so each checks who asks.
PUBLIC: dict[str, APIRouter] = {
    "voice": conversation_api.voice,
    "callbacks": calls_api.callbacks,
    "recording_callbacks": recordings_api.callbacks,
    "messages": texting.messages,
    "transferring": transferring.transferring,
    "escalation_calls": escalations.escalation_calls,
    "audio": speech_api.audio,
    "health": ops_api.health,
    "mail": mail_api.inbound,
}
# For people, behind the Static Web App that signs them in.
SIGNED_IN: dict[str, APIRouter] = {
    "me": access.router,
    "ticket_export": exports_api.export_csv,  # before what takes any name for a ticket's
    "tickets": tickets_api.router,
    "tasks": tasks.router,
    "links": links_api.router,
    "attachments": attachments_api.router,
    "bulk_jobs": bulk_api.router,
    "presence": presence.router,
    "portal": portal.router,
    "suggestions": assist_api.suggestions,
    "article_drafts": assist_api.drafts,
    "decisions": assist_api.decisions,
    "assist": assist_api.router,
    "merges": links_api.merges,
    "splits": links_api.splits,
    "ticket_fields": fields.router,
    "ticket_templates": templates.router,
    "replies": replies.router,
    "notifications": watching.router,
    "views": views.router,
    "search": knowledge_api.search,
    "articles": articles.router,
    "contacts": people.contacts,
    "lists": people.lists,
    "numbers": numbers.router,
    "do_not_call": permission.router,
    "rotas": rotas.router,
    "privacy": privacy_api.router,
    "imports": imports_api.router,
    "campaigns": campaigns.router,
    "calls": telephone.router,
    "calling_rules": hours.router,
    "conversations": conversation_api.router,
    "promises": promises_api.router,
    "recordings": listening.router,
    "speech_usage": speech_api.speech,
    "transfers": transfers.router,
    "sla": sla_api.router,
    "escalations": escalations.router,
    "assignments": assignments_api.router,
    "audio_ledger": speech_api.router,
    "ops": ops_api.router,
    "users": administering.users,
    "groups": administering.groups,
    "tokens": administering.tokens,
    "audit": administering.log,
    "webhooks": webhooks_api.router,
    "board": board.router,
    "exports": exports_api.router,
    "held_mail": mail_api.router,
    "openapi": description,
}
BEHIND_THE_SCENES: tuple[func.Blueprint, ...] = (
    access_timers,
    attachments,
    audit,
    bulk,
    assignments,
    assist,
    calls,
    campaigns_queues,
    conversation,
    dialing,
    escalating,
    imports,
    knowledge,
    links,
    ops,
    privacy,
    promises,
    recordings,
    sla,
    speech,
    tickets,
    webhooks,
    mail,
    exports,
)


def registered(settings: Settings) -> df.DFApp:
    """The app of one role: `voice`, `agent`, or `all` on a developer's machine."""
    if settings.telemetry.facts:
        write_facts()
    app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    routers = {
        "voice": PUBLIC,
        "agent": {**SIGNED_IN, "health": ops_api.health},
        "all": {**PUBLIC, **SIGNED_IN},
    }[settings.app_role]
    app.register_functions(http_functions(routers))
    if settings.app_role != "agent":
        for blueprint in BEHIND_THE_SCENES:
            app.register_functions(traced(blueprint))
    return app


app = registered(Settings.load())
