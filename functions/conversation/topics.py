"""What a call is about: a campaign's words for this person, or their own for us."""

from uuid import UUID

from functions.calls import service as calls
from functions.campaigns import service as campaigns
from functions.conversation import store
from functions.conversation.model import Topic
from functions.people import service as people
from shared.db.pool import Connection
from shared.value import Spoken


async def topic(conn: Connection, organisation: str, call_id: UUID) -> Topic:
    """The topic of one call, in the language in which it is spoken by now."""
    talk = await store.get(conn, call_id)
    found = await campaigns.called(conn, call_id)
    if found is None:
        call = await calls.call(conn, call_id)
        contact = await people.contact_by_phone(conn, call.phone)
        own = contact.language if contact else Spoken.EN
        return Topic(
            organisation=organisation,
            language=talk.language if talk else own,
            name=contact.name if contact else None,
            purpose=None,
            questions=(),
            closing="",
            voicemail="",
        )
    campaign, member = found
    language = talk.language if talk else Spoken(member.language)
    script = campaign.script.in_language(language)
    words = script.said_to(member.variables)
    asks = script.are_private and script.ask_for_person
    return Topic(
        organisation=organisation,
        language=language,
        name=member.name,
        purpose=words.purpose,
        questions=words.questions[1:] if asks else words.questions,
        closing=words.closing,
        voicemail=words.voicemail,
        reason=words.reason,
        private=script.are_private,
        asks=words.questions[0] if asks else "",
        confirmed=talk.confirmed if talk else False,
        talk_seconds=campaign.rules.talk_seconds,
    )
