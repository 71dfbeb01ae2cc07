"""What wakes the speech domain."""

import azure.functions as func

from functions.speech import asking, chain, orders
from functions.speech.api import studio, voices
from shared.messages import ForgetAudio, ProbeVoice, Synthesize
from shared.wiring import deps

speech = func.Blueprint()


@speech.queue_trigger(arg_name="message", queue_name=Synthesize.queue, connection="Storage")
async def on_synthesize(message: func.QueueMessage) -> None:
    wired = await deps()
    work = Synthesize.model_validate_json(message.get_body())
    await orders.synthesize(wired.db, studio(wired), voices(wired), work)


@speech.queue_trigger(arg_name="message", queue_name=ProbeVoice.queue, connection="Storage")
async def on_probe_voice(message: func.QueueMessage) -> None:
    wired = await deps()
    name = ProbeVoice.model_validate_json(message.get_body()).speaker
    await chain.probe(wired.db, studio(wired), name, voices(wired).utterance("Hola.", "es"))


@speech.queue_trigger(arg_name="message", queue_name=ForgetAudio.queue, connection="Storage")
async def on_forget_audio(message: func.QueueMessage) -> None:
    wired = await deps()
    await orders.remove(wired.files, ForgetAudio.model_validate_json(message.get_body()))


@speech.timer_trigger(arg_name="timer", schedule="50 * * * * *", use_monitor=False)
async def list_voices(timer: func.TimerRequest) -> None:
    """Once an hour in effect; looked at each minute, so that a new system has them soon."""
    wired = await deps()
    await asking.ask_for_voices(wired.db, wired.clock, wired.cast)
