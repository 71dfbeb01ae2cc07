"""What wakes the conversation domain."""

import azure.functions as func

from functions.calls.line import our_line
from functions.conversation import conclude, service, voicemail, warming
from shared.messages import CallEnded, HaveSpoken, MachineAnswered, Transcribe
from shared.wiring import deps

conversation = func.Blueprint()


@conversation.queue_trigger(arg_name="message", queue_name=CallEnded.queue, connection="Storage")
async def on_call_ended(message: func.QueueMessage) -> None:
    wired = await deps()
    ended = CallEnded.model_validate_json(message.get_body())
    await conclude.conclude(wired.db, wired.clock, ended.call_id, wired.settings.support_rota)


@conversation.queue_trigger(
    arg_name="message", queue_name=MachineAnswered.queue, connection="Storage"
)
async def on_machine_answered(message: func.QueueMessage) -> None:
    wired = await deps()
    answered = MachineAnswered.model_validate_json(message.get_body())
    line = our_line(wired.settings, await wired.secrets.secret("callback-key"))
    await voicemail.heed(wired.db, wired.telephony, line, answered.call_id)


@conversation.queue_trigger(arg_name="message", queue_name=Transcribe.queue, connection="Storage")
async def on_transcribe(message: func.QueueMessage) -> None:
    wired = await deps()
    lines = Transcribe.model_validate_json(message.get_body())
    await service.transcribe(wired.db, wired.transcripts, lines)


@conversation.queue_trigger(arg_name="message", queue_name=HaveSpoken.queue, connection="Storage")
async def on_have_spoken(message: func.QueueMessage) -> None:
    wired = await deps()
    wanted = HaveSpoken.model_validate_json(message.get_body())
    organisation = wired.settings.organisation
    await warming.have_spoken(wired.db, wired.clock, organisation, wanted.campaign_id)
