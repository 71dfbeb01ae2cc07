"""Dials one campaign: looks, waits, looks again. The truth is in PostgreSQL, never in here."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any
from uuid import UUID

import azure.durable_functions as df
import azure.functions as func

from functions.campaigns import enrol as enrolment
from functions.campaigns import look as looking
from functions.campaigns.look import Means
from functions.campaigns.pacing import Capacity
from shared.messages import StartCampaign, SteerCampaign
from shared.value import Value
from shared.wiring import Deps, deps

dialing = df.Blueprint()

STEER = "steer"
ALIVE = frozenset(
    {
        df.OrchestrationRuntimeStatus.Running,
        df.OrchestrationRuntimeStatus.Pending,
        df.OrchestrationRuntimeStatus.Suspended,
    }
)
"""States in which an orchestration needs no other beside it."""


class Run(Value):
    """What an orchestration of a campaign carries: the same, however many contacts there are."""

    campaign_id: UUID
    run: int
    enrolled: bool = False


def instance_id(campaign_id: UUID, run: int) -> str:
    """One orchestration a run."""
    return f"campaign-{campaign_id}-{run}"


@dialing.queue_trigger(arg_name="message", queue_name=StartCampaign.queue, connection="Storage")
@dialing.durable_client_input(client_name="client")
async def on_start_campaign(
    message: func.QueueMessage, client: df.DurableOrchestrationClient
) -> None:
    start = StartCampaign.model_validate_json(message.get_body())
    instance = instance_id(start.campaign_id, start.run)
    if (await client.get_status(instance)).runtime_status not in ALIVE:
        run = Run(campaign_id=start.campaign_id, run=start.run)
        await client.start_new("dial_campaign", instance, run.model_dump(mode="json"))


@dialing.queue_trigger(arg_name="message", queue_name=SteerCampaign.queue, connection="Storage")
@dialing.durable_client_input(client_name="client")
async def on_steer_campaign(
    message: func.QueueMessage, client: df.DurableOrchestrationClient
) -> None:
    steer, wired = SteerCampaign.model_validate_json(message.get_body()), await deps()
    if not await looking.wake(wired.db, steer.campaign_id):
        return
    instance = instance_id(steer.campaign_id, steer.run)
    if (await client.get_status(instance)).runtime_status in ALIVE:
        await client.raise_event(instance, STEER)


def means_of(wired: Deps) -> Means:
    """What a look needs of this deployment."""
    settings = wired.settings
    capacity = Capacity(
        account=settings.twilio.account_sid,
        calls_per_second=settings.twilio.calls_per_second,
        live_calls=settings.twilio.live_calls,
        voices=settings.elevenlabs.concurrency,
        model_requests=settings.openai.requests_per_minute,
    )
    return Means(clock=wired.clock, bucket=wired.bucket, capacity=capacity)


@dialing.activity_trigger(input_name="campaign")
async def enrol(campaign: str) -> int:
    wired = await deps()
    return await enrolment.enrol(wired.db, wired.clock, UUID(campaign))


@dialing.activity_trigger(input_name="campaign")
async def look(campaign: str) -> dict[str, Any]:
    wired = await deps()
    found = await looking.look(wired.db, means_of(wired), UUID(campaign))
    return found.model_dump()


@dialing.timer_trigger(arg_name="timer", schedule="0 * * * * *", use_monitor=False)
async def sweep_campaigns(timer: func.TimerRequest) -> None:
    wired = await deps()
    await looking.sweep(wired.db, wired.clock)


RETRIES = df.RetryOptions(first_retry_interval_in_milliseconds=15_000, max_number_of_attempts=20)
"""Outlasts a database that is away for five minutes; after that, the sweep starts anew. With more,
the history of one look would grow beyond what is quick to replay."""


@dialing.orchestration_trigger(context_name="context")
def dial_campaign(context: df.DurableOrchestrationContext) -> Generator[Any, Any, str]:
    """Replayed from history: no clock, no chance, no I/O. Each look starts a new history.

    A steering event lost between two generations (azure-functions-durable-python#331) costs no more
    than a wait: what the event says stands in the database as well.
    """
    run = Run.model_validate(context.get_input())
    campaign, again = str(run.campaign_id), run.model_copy(update={"enrolled": True})
    if not run.enrolled:
        yield context.call_activity_with_retry(enrol, RETRIES, campaign)
        context.continue_as_new(again.model_dump(mode="json"))
        return "enrolled"
    found = looking.Look.model_validate(
        (yield context.call_activity_with_retry(look, RETRIES, campaign))
    )
    if found.done:
        return "done"
    steered = context.wait_for_external_event(STEER)
    tick = context.create_timer(context.current_utc_datetime + timedelta(seconds=found.wait))
    if (yield context.task_any([steered, tick])) is steered:
        tick.cancel()
    context.continue_as_new(again.model_dump(mode="json"))
    return "again"
