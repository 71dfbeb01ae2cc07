"""What an environment is given, and the parameter files that are filled with it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.local.places import ROOT

INFRA = ROOT / "infra"
ENVIRONMENTS = INFRA / "environments"
FILES = {
    "bicep": INFRA / "bicep/main.parameters.json",
    "terraform": INFRA / "terraform/main.tfvars.json",
}
PLACE = re.compile(r"\$\{(\w+)(?:=([^}]*))?\}")  # as azd writes them: ${NAME} or ${NAME=default}


class MissingValue(Exception):
    """Something that has no default was not given."""


def given(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What `infra/environments/NAME.json` says; the environment goes before it."""
    file = ENVIRONMENTS / f"{name}.json"
    if not file.exists():
        example = (ENVIRONMENTS / "example.json").relative_to(ROOT)
        raise MissingValue(f"There is no {file.relative_to(ROOT)}: copy {example} and fill it in")
    values = {key: str(value) for key, value in json.loads(file.read_text()).items()}
    found = {key: environment[key] for key in values if environment.get(key)}
    return {**values, **found, "AZURE_ENV_NAME": name}


def parameters(dialect: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The dialect's parameter file, filled. Raises `MissingValue`, which names all of them."""
    text = FILES[dialect].read_text()
    wanted = {place[1] for place in PLACE.finditer(text) if place[2] is None}
    if missing := sorted(name for name in wanted if not values.get(name)):
        raise MissingValue(f"Not given: {', '.join(missing)}")
    filled: dict[str, Any] = _filled(json.loads(text), values)
    return filled


def write(dialect: str, values: Mapping[str, str], folder: Path) -> Path:
    """Leave the filled file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILES[dialect].name
    file.write_text(json.dumps(parameters(dialect, values), indent=2))
    return file


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(inner, values) for key, inner in node.items()}
    if not isinstance(node, str):
        return node
    text = PLACE.sub(lambda place: values.get(place[1]) or place[2] or "", node)
    return _typed(text) if PLACE.fullmatch(node) else text


def _typed(text: str) -> str | bool | int:
    """Azure takes `"false"` for no truth value and `"0"` for no number."""
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if re.fullmatch(r"\d{1,9}", text) else text
