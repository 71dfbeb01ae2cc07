"""What wakes the conversation domain."""

import azure.functions as func

from functions.calls.line import our_line
from functions.conversation import conclude, figures, takeover, transcript, voicemail, warming
from functions.conversation.conclude import Tools
from functions.conversation.transcript import Keeping
from shared.messages import (
    CallEnded,
    HaveSpoken,
    MachineAnswered,
    SumUp,
    TakeOver,
    Transcribe,
)
from shared.wiring import Deps, deps

conversation = func.Blueprint()


@conversation.queue_trigger(arg_name="message", queue_name=CallEnded.queue, connection="Storage")
async def on_call_ended(message: func.QueueMessage) -> None:
    wired = await deps()
    ended = CallEnded.model_validate_json(message.get_body())
    rota, inbound = wired.settings.support_rota, wired.settings.retention.inbound
    await conclude.conclude(wired.db, wired.clock, ended.call_id, rota, inbound=inbound)


@conversation.queue_trigger(
    arg_name="message", queue_name=MachineAnswered.queue, connection="Storage"
)
async def on_machine_answered(message: func.QueueMessage) -> None:
    wired = await deps()
    answered = MachineAnswered.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    await voicemail.heed(wired.db, wired.telephony, line, answered.call_id)


@conversation.queue_trigger(arg_name="message", queue_name=TakeOver.queue, connection="Storage")
async def on_take_over(message: func.QueueMessage) -> None:
    wired = await deps()
    wanted = TakeOver.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    await takeover.lead(wired.db, wired.clock, wired.telephony, line, wanted)


@conversation.queue_trigger(arg_name="message", queue_name=Transcribe.queue, connection="Storage")
async def on_transcribe(message: func.QueueMessage) -> None:
    wired = await deps()
    lines = Transcribe.model_validate_json(message.get_body())
    await transcript.keep(wired.db, wired.transcripts, _keeping(wired), lines)


@conversation.queue_trigger(arg_name="message", queue_name=HaveSpoken.queue, connection="Storage")
async def on_have_spoken(message: func.QueueMessage) -> None:
    wired = await deps()
    wanted = HaveSpoken.model_validate_json(message.get_body())
    organisation = wired.settings.organisation
    await warming.have_spoken(wired.db, wired.clock, organisation, wanted.campaign_id)


@conversation.queue_trigger(arg_name="message", queue_name=SumUp.queue, connection="Storage")
async def on_sum_up(message: func.QueueMessage) -> None:
    wired = await deps()
    call_id = SumUp.model_validate_json(message.get_body()).call_id
    tools = Tools(wired.clock, wired.language, wired.files)
    await conclude.sum_up(wired.db, tools, call_id, organisation=wired.settings.organisation)


@conversation.timer_trigger(arg_name="timer", schedule="30 * * * * *", use_monitor=False)
async def sweep_conversations(timer: func.TimerRequest) -> None:
    wired = await deps()
    await transcript.sweep(wired.db, wired.clock)
    await conclude.sweep(wired.db, wired.clock)


@conversation.timer_trigger(arg_name="timer", schedule="10 * * * * *", use_monitor=False)
async def measure_calls(timer: func.TimerRequest) -> None:
    wired = await deps()
    if wired.is_listened_to:
        await figures.measure(wired.db, wired.clock)


@conversation.timer_trigger(arg_name="timer", schedule="0 25 * * * *", use_monitor=False)
async def retire_words(timer: func.TimerRequest) -> None:
    wired = await deps()
    await transcript.retire(wired.db, wired.clock, _keeping(wired))


def _keeping(wired: Deps) -> Keeping:
    kept = wired.settings.retention
    return Keeping(days=kept.days, inbound=kept.inbound, dry_run=kept.dry_run)
