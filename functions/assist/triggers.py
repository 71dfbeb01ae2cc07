"""What wakes assist."""

import azure.functions as func

from functions.articles import service as articles
from functions.assist import backtesting, figures, making, measuring
from functions.assist.asking import Tools
from functions.assist.bounds import Prices
from shared import outbox
from shared.messages import AssistTicket, RunBacktest
from shared.wiring import Deps, deps

assist = func.Blueprint()


@assist.queue_trigger(arg_name="message", queue_name=AssistTicket.queue, connection="Storage")
async def on_assist_ticket(message: func.QueueMessage) -> None:
    wired = await deps()
    body, times = message.get_body(), message.dequeue_count
    for told in await outbox.unpacked(wired.queue, AssistTicket, body, times):
        await making.follow(wired.db, tools(wired), told.ticket_id)


@assist.queue_trigger(arg_name="message", queue_name=RunBacktest.queue, connection="Storage")
async def on_run_backtest(message: func.QueueMessage) -> None:
    wired = await deps()
    told = RunBacktest.model_validate_json(message.get_body())
    await backtesting.run(wired.db, tools(wired), told.backtest_id)


@assist.timer_trigger(arg_name="timer", schedule="20,50 * * * * *", use_monitor=False)
async def sweep_suggestions(timer: func.TimerRequest) -> None:
    wired = await deps()
    await making.sweep(wired.db, wired.clock)
    await backtesting.sweep(wired.db, wired.clock)


@assist.timer_trigger(arg_name="timer", schedule="0 40 4 * * *", use_monitor=False)
async def watch_accuracy(timer: func.TimerRequest) -> None:
    wired = await deps()
    await measuring.watch(wired.db, wired.clock)
    await articles.drop_searches(wired.db, wired.clock)


@assist.timer_trigger(arg_name="timer", schedule="15 * * * * *", use_monitor=False)
async def measure_suggestions(timer: func.TimerRequest) -> None:
    wired = await deps()
    if wired.is_listened_to:
        await figures.measure(wired.db, wired.clock)


def tools(wired: Deps) -> Tools:
    """What a suggestion is made with here."""
    openai = wired.settings.openai
    return Tools(
        clock=wired.clock,
        language=wired.language,
        vectors=wired.vectors,
        embeddings=wired.embeddings,
        model=openai.chat_model,
        prices=Prices(tokens_in=openai.chat_price_in, tokens_out=openai.chat_price_out),
    )
