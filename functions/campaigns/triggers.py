"""What wakes campaigns beside their orchestration."""

import azure.functions as func

from functions.campaigns import writing
from shared.messages import Synthesized
from shared.wiring import deps

campaigns = func.Blueprint()


@campaigns.queue_trigger(arg_name="message", queue_name=Synthesized.queue, connection="Storage")
async def on_synthesized(message: func.QueueMessage) -> None:
    wired = await deps()
    told = Synthesized.model_validate_json(message.get_body())
    await writing.note_audio(wired.db, wired.clock, told)
