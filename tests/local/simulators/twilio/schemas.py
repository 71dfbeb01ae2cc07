"""Checks JSON and forms against schemas, and says in words what is wrong with them."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.local.simulators.twilio.recorder import Fields

Schema = Mapping[str, Any]

DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000")


def is_rfc_2822(text: object) -> bool:
    wanted = not isinstance(text, str) or DATE.fullmatch(text) is not None
    return wanted and (not isinstance(text, str) or bool(parsedate_to_datetime(text)))


def is_url(text: object) -> bool:
    return not isinstance(text, str) or re.fullmatch(r"https?://[^\s_/]+(/\S*)?", text) is not None


def is_address(text: object) -> bool:
    """Twilio's own word for absolute and relative addresses, and for none at all."""
    return not isinstance(text, str) or re.fullmatch(r"((https?://|/)\S+)?", text) is not None


def is_number(text: object) -> bool:
    return not isinstance(text, str) or re.fullmatch(r"\+[1-9]\d{6,14}", text) is not None


def is_currency(text: object) -> bool:
    return not isinstance(text, str) or re.fullmatch(r"[A-Z]{3}", text) is not None


def is_map_of_addresses(found: object) -> bool:
    return not isinstance(found, dict) or all(is_address(each) for each in found.values())


FORMATS = FormatChecker(formats=())
for name, check in {
    "rfc-2822": is_rfc_2822,
    "date-time-rfc-2822": is_rfc_2822,
    "url": is_url,
    "uri": is_address,
    "phone-number": is_number,
    "endpoint": is_number,
    "currency": is_currency,
    "uri-map": is_map_of_addresses,
}.items():
    FORMATS.checks(name)(check)


def wrong_with(found: Any, schema: Schema) -> list[str]:
    """What the schema says against it."""
    errors = Draft202012Validator(schema, format_checker=FORMATS).iter_errors(found)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def decoded(fields: Fields, schema: Schema) -> dict[str, Any]:
    """A form as the schema's types read it. What it does not know stays as it is."""
    known = schema.get("properties", {})
    return {name: _read(values, known.get(name, {})) for name, values in fields.items()}


def _read(values: list[str], schema: Schema) -> Any:
    kind, text = schema.get("type"), values[0]
    if kind == "array" or len(values) > 1:
        return values
    if kind == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    return text
