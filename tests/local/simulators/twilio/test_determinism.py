import pytest

from scripts.benchmarks.simulator import simulate

EVERYBODY = [f"+1{area}55501{person:02}" for area in (212, 787) for person in range(31)]


@pytest.mark.timeout(300)
def test_the_same_seed_gives_the_same_timeline_over_real_sockets() -> None:
    one, other = simulate(EVERYBODY), simulate(EVERYBODY)
    assert int(one["webhooks"]) > len(EVERYBODY)
    assert one["timeline_sha256"] == other["timeline_sha256"]


@pytest.mark.timeout(300)
def test_other_people_give_another_timeline() -> None:
    one, other = simulate(EVERYBODY[:3]), simulate(EVERYBODY[1:4])
    assert one["timeline_sha256"] != other["timeline_sha256"]
