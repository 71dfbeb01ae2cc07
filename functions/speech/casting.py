"""Which voices may be chosen, and how each sounds."""

from collections.abc import Iterable

from pydantic import Field

from functions.speech import listing, store
from functions.speech.model import AudioState, Voices, fingerprint
from shared import outbox
from shared.db.pool import Connection, Database
from shared.errors import Invalid, NotFound
from shared.messages import Synthesize
from shared.ports import Clock, Files, Offered
from shared.value import Instant, Spoken, Text, Value


class Choice(Offered):
    """A voice that may be chosen. `usual_for` are the languages it speaks where none is chosen."""

    usual_for: tuple[Spoken, ...]


class Choices(Value):
    """All of them, as the vendor listed them at `listed_at`, and those that are set up.

    Where `complete` is false there may be others: it has not listed them for hours, or not yet.
    """

    items: tuple[Choice, ...]
    complete: bool
    listed_at: Instant | None


class NewSample(Value):
    """A sentence to be heard in a voice. It must hold nothing of one person."""

    language: Spoken
    voice: Text = Field(min_length=1, max_length=100)
    text: Text = Field(min_length=3, max_length=300, pattern=r"^[^{}]*$")


class Sample(Value):
    """How far it is: `waiting`, then `ready` or `failed`; a failed one may be asked for again."""

    id: str
    state: str


async def choices(db: Database, clock: Clock, voices: Voices) -> Choices:
    """What the account offers, the usual voices first."""
    async with db.transaction() as conn:
        listed = await listing.listing(conn)
        offered = await listing.offered(conn)
    known = {each.id for each in offered}
    usual = {Spoken.EN: voices.en, Spoken.ES: voices.es}
    unlisted = [
        Offered(id=voice, name=voice, languages=(language,))
        for language, voice in usual.items()
        if voice not in known
    ]
    items = [_choice(each, usual) for each in (*unlisted, *offered)]
    items.sort(key=lambda each: not each.usual_for)
    return Choices(
        items=tuple(items),
        complete=listed is not None and listed.is_complete(clock.now()),
        listed_at=listed.listed_at if listed else None,
    )


def _choice(voice: Offered, usual: dict[Spoken, str]) -> Choice:
    speaks = tuple(language for language, each in usual.items() if each == voice.id)
    return Choice(**voice.model_dump(), usual_for=speaks)


async def check(
    db: Database, clock: Clock, voices: Voices, wanted: Iterable[tuple[str, str]]
) -> None:
    """Raise `Invalid` for the first field that names a voice which is not there.

    `wanted` are fields with what they name. While the list may lack some, all are believed.
    """
    found = await choices(db, clock, voices)
    known = {each.id for each in found.items}
    for field, voice in wanted:
        if voice and found.complete and voice not in known:
            hint = "Choose one of GET /api/v1/audio/voices, where a new one stands within an hour."
            problem = f"{voice!r} is no voice of the account"
            errors = [{"field": field, "problem": problem, "hint": hint}]
            raise Invalid(f"{field}: {problem}. {hint}", errors=errors)


async def ask(db: Database, clock: Clock, voices: Voices, wanted: NewSample) -> Sample:
    """Have it spoken, unless it is audio already. What it costs is counted like all audio."""
    spoken = voices.with_voice(wanted.language, wanted.voice)
    name = fingerprint(spoken.utterance(wanted.text, wanted.language))
    about = {"language": wanted.language, "voice": wanted.voice, "texts": (wanted.text,)}
    async with db.transaction() as conn:
        known = await store.audio(conn, name)
        if known and known.state is AudioState.READY:
            return Sample(id=name, state="ready")
        await outbox.put(conn, Synthesize.new(clock.now(), **about))
    return Sample(id=name, state="waiting")


async def sample(conn: Connection, clock: Clock, name: str) -> Sample:
    """How far it is. Where another voice spoke instead, it has failed: that is no sample of it."""
    known = await store.audio(conn, name)
    if known is None or known.state is AudioState.MAKING:
        return Sample(id=name, state="waiting")
    if known.state is AudioState.READY:
        return Sample(id=name, state="ready")
    return Sample(id=name, state="failed" if known.rests(clock.now()) else "waiting")


async def sound(db: Database, files: Files, name: str) -> tuple[bytes, str]:
    """The audio itself, and its media type. Raises `NotFound` where it is not there."""
    async with db.transaction() as conn:
        known = (await store.ready(conn, [name])).get(name)
    data = await files.get(known.file) if known else None
    if known is None or data is None:
        raise NotFound("This sample is not there, or not yet.")
    return data, known.media_type or "audio/wav"
