"""A shape of JSON in words: what a field may hold, and the table of its fields."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

type Schema = Mapping[str, Any]

LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "{} characters or more",
    "maxLength": "{} characters at most",
    "minItems": "{} or more",
    "maxItems": "{} at most",
    "maxProperties": "{} at most",
    "pattern": "like `{}`",
}
REFERENCE = "#/components/schemas/"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown, and the empty line after it."""
    for row in (titles, ["---"] * len(titles), *rows):
        yield f"| {' | '.join(cell.replace('|', r'\|') for cell in row)} |"
    yield ""


def short(name: str) -> str:
    """A shape's name without the module that FastAPI puts before one that is there twice."""
    return name.rpartition("__")[2]


def anchor(name: str) -> str:
    """Where a page tells of that shape."""
    return "shape-" + re.sub(r"\W+", "-", name).lower()


def named(schema: Schema) -> Iterator[str]:
    """All shapes that this one names, wherever in it."""
    for key, value in schema.items():
        if key == "$ref":
            yield value.removeprefix(REFERENCE)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from named(each)


def told(schema: Schema) -> str:
    """What it may hold, in a few words."""
    limits = [
        words.format(_number(schema[limit])) for limit, words in LIMITS.items() if limit in schema
    ]
    return ", ".join([_kind(schema), *limits])


def _number(limit: Any) -> str:
    return f"{limit:.16g}" if isinstance(limit, float) else str(limit)


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        return f"[{short(name)}](#{anchor(name)})"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(told(each) for each in options)
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    return _of_type(schema)


def _of_type(schema: Schema) -> str:
    match schema.get("type", "anything"):
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(told(each) for each in schema['prefixItems'])}]"
        case "array":
            return f"list of ({told(schema['items'])})" if "items" in schema else "list"
        case "object":
            return _by_name(schema)
        case kind:
            return "a file" if "contentMediaType" in schema else str(schema.get("format", kind))


def _by_name(schema: Schema) -> str:
    values = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    held = [told(each) for each in values if isinstance(each, dict) and each]
    return f"by name: ({held[0]})" if held else "object"


def described(name: str, schema: Schema) -> Iterator[str]:
    """The lines that tell of one shape."""
    yield f"### {short(name)} {{: #{anchor(name)} }}"
    yield ""
    if words := schema.get("description"):
        yield f"{words}\n"
    if fields := schema.get("properties"):
        yield from table(("field", "what it holds", ""), list(_fields(fields, schema)))
    else:
        yield f"{told(schema)}\n"


def _fields(fields: Mapping[str, Schema], schema: Schema) -> Iterator[Sequence[str]]:
    for name, field in fields.items():
        if name in schema.get("required", ()):
            otherwise = ""
        elif field.get("default") is None:
            otherwise = "may be left out"
        else:
            otherwise = f"else `{json.dumps(field['default'], ensure_ascii=False)}`"
        yield f"`{name}`", told(field), otherwise
