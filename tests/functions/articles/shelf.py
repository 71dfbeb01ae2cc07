"""Articles that tests begin with."""

from functions.articles import service
from functions.articles.model import Article, Wording
from shared.db.pool import Database
from shared.ports import Clock
from shared.value import Spoken


async def published(
    db: Database, clock: Clock, title: str, text: str, language: Spoken = Spoken.EN
) -> Article:
    """An article that search may find."""
    wording = Wording(title=title, text=text, language=language)
    draft = await service.write(db, clock, wording, "Ana")
    return await service.publish(db, clock, draft.id, "Ana", seen=draft.version)
