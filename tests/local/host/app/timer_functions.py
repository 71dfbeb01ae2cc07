"""Functions that the time wakes."""

import asyncio
import time

import azure.functions as func
import seen

timers = func.Blueprint()
YEARLY = "0 0 0 1 1 *"


@timers.timer_trigger(arg_name="timer", schedule="%TICK%")
async def timer_tick(timer: func.TimerRequest) -> None:
    seen.note("tick", time.time())


@timers.timer_trigger(arg_name="timer", schedule=YEARLY, run_on_startup=True)
async def on_startup(timer: func.TimerRequest) -> None:
    seen.note("startup", {"past_due": timer.past_due, "status": timer.to_dict()["schedule_status"]})


@timers.timer_trigger(arg_name="timer", schedule=YEARLY)
async def by_hand(timer: func.TimerRequest) -> None:
    seen.note("by_hand", timer.past_due)


@timers.timer_trigger(arg_name="timer", schedule="* * * * * *")
async def fails_every_second(timer: func.TimerRequest) -> None:
    seen.note("fails_every_second", time.time())
    raise ValueError("every time")


@timers.timer_trigger(arg_name="timer", schedule="*/1 * * * * *")
async def slow_timer(timer: func.TimerRequest) -> None:
    seen.note("slow", "begun")
    await asyncio.sleep(1.5)
    seen.note("slow", "ended")


@timers.timer_trigger(arg_name="timer", schedule=YEARLY, run_on_startup=True)
@timers.retry(strategy="fixed_delay", max_retry_count="2", delay_interval="00:00:01")
async def timer_retried(timer: func.TimerRequest, context: func.Context) -> None:
    seen.note("retried", time.time())
    raise ValueError("three times in all")
