"""What a campaign's calls say to everybody is audio before the first of them."""

from datetime import datetime
from uuid import UUID

from functions.campaigns import lookup as campaigns
from functions.campaigns.model import Campaign
from functions.conversation import handover, machines, phrases, script, topics
from functions.conversation.model import Heard, Topic, Verdict
from functions.promises import saying
from functions.speech.parts import fixed
from shared import outbox
from shared.db.pool import Database
from shared.messages import Synthesize
from shared.ports import Clock
from shared.value import Spoken


async def have_spoken(db: Database, clock: Clock, organisation: str, campaign_id: UUID) -> None:
    """Ask for the audio of all of it, in each language that the campaign speaks."""
    now = clock.now()
    async with db.transaction() as conn:
        campaign = await campaigns.get(conn, campaign_id)
        for language in Spoken:
            if getattr(campaign.script, language):
                await outbox.put(conn, _wanted(campaign, organisation, language, now))


def _wanted(campaign: Campaign, organisation: str, language: Spoken, now: datetime) -> Synthesize:
    texts = everybodys(campaign, organisation, language)
    voice = campaign.script.voice_in(language)
    return Synthesize.new(now, language=language, texts=texts, voice=voice, campaign_id=campaign.id)


def everybodys(campaign: Campaign, organisation: str, language: Spoken) -> tuple[str, ...]:
    """The sentences that are the same in all its calls, cut where calls will cut them.

    Each name in braces stands for itself, so that what holds one is known and left out.
    """
    words = campaign.script.in_language(language)
    names = {name: f"{{{name}}}" for name in words.placeholders()}
    topic = topics.of_campaign(campaign, organisation, language, names)
    topic = topic.model_copy(update={"name": "{name}"})
    said = [
        *_said(topic),
        *phrases.fixed(organisation)[language],
        *handover.fixed(language),
        *saying.QUESTIONS[language].values(),
    ]
    return tuple(dict.fromkeys(part for text in said if text for part in fixed(text)))


def _said(topic: Topic) -> list[str]:
    """The turns of the script, whole, as they will be said."""
    recording = machines.answer_to(topic, Heard(machine=Verdict.RECORDING), [])
    again = phrases.phrase("again", topic.language)
    return [
        script.opening(topic).say,
        *(
            f"{again} {question}"
            for question in (script.identity_question(topic), *topic.questions)
        ),
        *machines.fixed(topic),
        script.to_the_person(topic).say,
        *topic.questions,
        topic.closing,
        topic.voicemail,
        recording.say if recording else "",
    ]
