from functions.privacy import retention
from functions.tickets import talk
from tests.functions.privacy.conftest import Life

DAYS = {"short": 30, "standard": 365, "long": 1825}
DAY = 86_400


async def old(life: Life, days: int) -> None:
    """A text, a file and a word to a watcher, so many days ago."""
    await life.asks_in_the_portal()
    await life.texts("Where is it?")
    await life.clock.advance(days * DAY)


async def retired(life: Life, *, dry_run: bool = False) -> dict[str, int]:
    return await retention.retire(life.db, life.clock, DAYS, dry_run=dry_run)


async def test_what_is_young_stays(life: Life) -> None:
    await old(life, 29)
    assert set((await retired(life)).values()) == {0}


async def test_rows_and_notifications_go_after_thirty_days_and_texts_after_a_year(
    life: Life,
) -> None:
    await old(life, 31)
    first = await retired(life)
    await life.clock.advance(335 * DAY)
    assert (first, await retired(life)) == (
        {"texts": 0, "rows": 1, "notifications": 1, "poison": 0, "held_mails": 0},
        {"texts": 1, "rows": 0, "notifications": 0, "poison": 0, "held_mails": 0},
    )
    assert await life.rows("select phone, body from text_message") == [("erased", "")]
    assert await life.rows("select cells, was from contact_import_row") == [([], None)]


async def test_a_dry_run_counts_and_takes_nothing(life: Life) -> None:
    await old(life, 366)
    counted = await retired(life, dry_run=True)
    assert counted == {"texts": 1, "rows": 1, "notifications": 1, "poison": 0, "held_mails": 0}
    assert await retired(life) == counted


async def test_what_went_is_not_counted_again(life: Life) -> None:
    await old(life, 366)
    await retired(life)
    assert set((await retired(life)).values()) == {0}


async def test_the_words_of_the_ticket_stay(life: Life) -> None:
    await old(life, 366)
    await retired(life)
    ((ticket,),) = await life.rows("select id from ticket where requester_id is not null")
    kept = await talk.journal(life.db, ticket, before=None, limit=9)
    assert [each.text for each in kept if each.text] == ["Still waiting."]
