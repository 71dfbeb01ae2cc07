"""The rules as delivered: orientation, not legal advice."""

import json
from functools import cache
from pathlib import Path

from functions.hours.model import Rule

SEEDS = Path(__file__).with_name("seeds.json")


@cache
def seeds() -> dict[str, Rule]:
    """Version 1 of every rule, by its code."""
    rules = [Rule.model_validate(each) for each in json.loads(SEEDS.read_text("utf-8"))]
    return {rule.code: rule for rule in rules}
