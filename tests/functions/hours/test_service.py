from functions.hours import service
from functions.hours.model import Hours
from shared.db.pool import Database


def codes(found: Hours) -> list[str]:
    return [each.rule.code for each in found.bindings]


async def test_a_number_is_bound_by_its_country_its_state_and_courtesy(db: Database) -> None:
    async with db.transaction() as conn:
        found = await service.of(conn, "+13055550100", "marketing")
    assert codes(found) == ["US", "US-FL", "courtesy"]
