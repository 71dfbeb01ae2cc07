from collections.abc import Iterator

import pytest

from tests.flows.dev import Once, report, runs

pytestmark = pytest.mark.timeout(400)

KEYS = {
    "contacts",
    "rejected",
    "calls",
    "outcomes",
    "tickets",
    "similar_hits",
    "characters_synthesized",
    "characters_cached",
    "seconds",
}
PARTS = ("postgres", "redis", "azurite", "host", "simulators")
UP = "PostgreSQL, Redis, Azurite, simulators"
IMPORTED = "Import of a contact list"  # from here on the campaign runs


@pytest.fixture
def once() -> Iterator[Once]:
    with Once() as once:
        yield once


def test_the_main_job_passes_and_says_what_it_came_to(once: Once) -> None:
    code, printed = once.end()
    assert code == 0, once.told
    found = report(printed)
    assert found.keys() == KEYS
    assert found["contacts"] == sum(found["outcomes"].values())
    assert found["calls"] == found["contacts"] + 1  # somebody calls us, too
    assert min(found["rejected"], found["outcomes"]["completed"], found["similar_hits"]) >= 1
    assert min(found["characters_synthesized"], found["characters_cached"]) > 0


@pytest.mark.soak
@pytest.mark.parametrize("part", PARTS)
def test_a_part_killed_in_the_middle_ends_the_run_and_is_named(once: Once, part: str) -> None:
    once.after(IMPORTED)
    once.part(part).kill()
    code, printed = once.end()
    assert (code, printed) == (1, [])
    assert f"{part} ended (killed by SIGKILL)" in once.told
    assert once.left_over() == []


@pytest.mark.soak
@pytest.mark.parametrize("part", ["postgres", "redis", "azurite", "simulators"])
def test_a_part_killed_while_the_rest_comes_up_is_named_too(once: Once, part: str) -> None:
    once.after(UP)
    once.part(part).kill()
    code, _ = once.end()
    assert code == 1
    assert f"{part} ended (killed by SIGKILL)" in once.told
    assert once.left_over() == []


@pytest.mark.soak
def test_a_part_that_is_killed_leaves_no_folder_behind(once: Once) -> None:
    before = runs()
    once.after(IMPORTED)
    once.part("redis").kill()
    once.end()
    assert runs() - before == set()


@pytest.mark.soak
def test_when_the_run_itself_is_killed_nothing_of_it_goes_on(once: Once) -> None:
    once.after(IMPORTED)
    once.runs_all().kill()
    assert once.left_over() == []


@pytest.mark.soak
@pytest.mark.parametrize(
    ("part", "complaint"),
    [("host", "The host does not answer"), ("simulators", "The simulators do not let time pass")],
)
def test_a_part_that_stands_still_does_not_hang_the_run(
    once: Once, part: str, complaint: str
) -> None:
    once.after(IMPORTED)
    once.part(part).suspend()
    code, _ = once.end()
    assert code == 1
    assert complaint in once.told
    assert once.left_over() == []
