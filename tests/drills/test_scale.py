from scripts.scale import Costs, Limits, cells_for, day, demand, most, used

COSTS, LIMITS = Costs(), Limits()


def test_a_day_wants_all_of_its_calls() -> None:
    assert round(sum(demand(1_000_000))) == 1_000_000


def test_within_its_cells_nobody_waits_and_all_are_called() -> None:
    cells = cells_for(1_000_000, COSTS, LIMITS)
    found = day(1_000_000, cells, COSTS, LIMITS)
    assert (found.made, found.waited_minutes) == (1_000_000, 0)
    assert max(found.used.values()) <= 1


def test_with_too_few_cells_calls_wait_and_the_limit_is_named() -> None:
    found = day(1_000_000, 1, COSTS, LIMITS)
    assert found.made < 1_000_000
    assert (found.waited_minutes > 0, found.bites) == (True, "tokens a minute (Azure OpenAI)")


def test_where_tokens_are_plenty_the_next_limit_bites() -> None:
    plenty = Limits(tokens_per_minute=1e9)
    shares = used(most(COSTS, plenty), COSTS, plenty)
    assert max(shares, key=lambda name: shares[name]) == "calls a second (Twilio)"
