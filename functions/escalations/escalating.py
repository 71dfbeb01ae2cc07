"""Rings people about one ticket: looks, waits, looks again. The truth is in PostgreSQL."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any
from uuid import UUID

import azure.durable_functions as df
import azure.functions as func

from functions.escalations import look as looking
from functions.escalations import service
from functions.escalations.model import State
from shared.messages import Escalate, SteerEscalation
from shared.wiring import deps

escalating = df.Blueprint()

STEER = "steer"
ALIVE = frozenset(
    {
        df.OrchestrationRuntimeStatus.Running,
        df.OrchestrationRuntimeStatus.Pending,
        df.OrchestrationRuntimeStatus.Suspended,
    }
)
"""States in which an orchestration needs no other beside it."""
RETRIES = df.RetryOptions(first_retry_interval_in_milliseconds=15_000, max_number_of_attempts=20)
"""Outlasts a database that is away for five minutes; after that, the sweep starts anew."""


def instance_id(escalation_id: UUID) -> str:
    """One orchestration an escalation."""
    return f"escalation-{escalation_id}"


@escalating.queue_trigger(arg_name="message", queue_name=Escalate.queue, connection="Storage")
@escalating.durable_client_input(client_name="client")
async def on_escalate(message: func.QueueMessage, client: df.DurableOrchestrationClient) -> None:
    told, wired = Escalate.model_validate_json(message.get_body()), await deps()
    escalation = await service.begin(wired.db, wired.clock, told)
    if escalation is None or escalation.state is not State.RUNNING:
        return
    instance = instance_id(escalation.id)
    if (await client.get_status(instance)).runtime_status not in ALIVE:
        await client.start_new("escalate", instance, str(escalation.id))


@escalating.queue_trigger(
    arg_name="message", queue_name=SteerEscalation.queue, connection="Storage"
)
@escalating.durable_client_input(client_name="client")
async def on_steer_escalation(
    message: func.QueueMessage, client: df.DurableOrchestrationClient
) -> None:
    steer, wired = SteerEscalation.model_validate_json(message.get_body()), await deps()
    running = await service.running(wired.db, steer.ticket_id)
    if running is None:
        return
    instance = instance_id(running)
    if (await client.get_status(instance)).runtime_status in ALIVE:
        await client.raise_event(instance, STEER)


@escalating.activity_trigger(input_name="escalation")
async def look_at_escalation(escalation: str) -> dict[str, Any]:
    wired = await deps()
    caller = wired.settings.twilio.number
    found = await looking.look(wired.db, wired.clock, caller, UUID(escalation))
    return found.model_dump()


@escalating.timer_trigger(arg_name="timer", schedule="15 * * * * *", use_monitor=False)
async def sweep_escalations(timer: func.TimerRequest) -> None:
    wired = await deps()
    await service.sweep(wired.db, wired.clock)


@escalating.orchestration_trigger(context_name="context")
def escalate(context: df.DurableOrchestrationContext) -> Generator[Any, Any, str]:
    """Replayed from history: no clock, no chance, no I/O. Each look starts a new history.

    A steering event lost between two generations (azure-functions-durable-python#331) costs no more
    than a wait: what the event says stands in the database as well.
    """
    escalation = str(context.get_input())
    found = looking.Look.model_validate(
        (yield context.call_activity_with_retry(look_at_escalation, RETRIES, escalation))
    )
    if found.done:
        return "done"
    steered = context.wait_for_external_event(STEER)
    tick = context.create_timer(context.current_utc_datetime + timedelta(seconds=found.wait))
    if (yield context.task_any([steered, tick])) is steered:
        tick.cancel()
    context.continue_as_new(escalation)
    return "again"
