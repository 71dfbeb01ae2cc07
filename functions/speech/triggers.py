"""What wakes the speech domain."""

import azure.functions as func

from functions.speech import service
from functions.speech.model import Voices
from functions.speech.service import Studio
from shared.messages import Synthesize
from shared.wiring import deps

speech = func.Blueprint()


@speech.queue_trigger(arg_name="message", queue_name=Synthesize.queue, connection="Storage")
async def on_synthesize(message: func.QueueMessage) -> None:
    wired = await deps()
    work, chosen = Synthesize.model_validate_json(message.get_body()), wired.settings.elevenlabs
    voices = Voices(en=chosen.voice_en, es=chosen.voice_es, model=chosen.model)
    public_url = str(wired.settings.public_url)
    studio = Studio(wired.clock, wired.voice, wired.files, wired.secrets, public_url)
    utterances = [voices.utterance(text, work.language) for text in work.texts]
    await service.warm(wired.db, studio, utterances)
