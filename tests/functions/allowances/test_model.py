import pytest

from functions.allowances.model import cost


@pytest.mark.parametrize(("seconds", "micro"), [(None, 0), (0, 0), (1, 14), (60, 14), (61, 28)])
def test_each_minute_begun_is_paid(seconds: int | None, micro: int) -> None:
    assert cost(seconds, 14) == micro
