import pytest

from tests.local.simulators.twilio.programme import GOLDEN, Stage, programme

NAMES = sorted(file.stem for file in GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_programme_causes_exactly_these_webhooks_and_events(name: str) -> None:
    golden = programme(name)
    stage = Stage(golden)
    stage.run()
    assert stage.webhooks() == golden.webhooks
    assert stage.events() == golden.events


def test_every_rule_has_its_programme() -> None:
    assert len(NAMES) >= 30
