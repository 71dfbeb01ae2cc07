"""Strict JSON schemas: whether one is allowed, and a value that always conforms to it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from scripts.local.simulators.openai.refusals import Refusal

type Schema = dict[str, Any]

# Azure's subset (learn.microsoft.com/azure/ai-services/openai/how-to/structured-outputs)
UNSUPPORTED = frozenset(
    {
        *("allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas"),
        *("patternProperties", "unevaluatedProperties", "propertyNames", "minProperties"),
        *(
            "maxProperties",
            "unevaluatedItems",
            "contains",
            "minContains",
            "maxContains",
            "minItems",
        ),
        *("maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "format", "minimum"),
        *("maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "default"),
    }
)
DEEPEST, MOST_PROPERTIES = 5, 100


class Choice(tuple[str, ...]):
    """Names for one thing, best first: an enum takes the first it has."""

    __slots__ = ()


class Place(NamedTuple):
    """Where a schema stands in a request: what a complaint calls it, its parameter, the code."""

    about: str
    param: str
    code: str | None


def check(schema: Schema, place: Place) -> None:
    """Raise `Refusal` unless the schema keeps the rules of strict mode."""
    if schema.get("type") != "object":
        given = schema.get("type")
        problem = f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{given}\"'"
        raise Refusal(
            400, f"Invalid schema for {place.about}: {problem}.", param=place.param, code=place.code
        )
    properties = 0
    for path, part in _parts(schema, ()):
        problem = _problem(part)
        if problem:
            raise _refusal(place, path, problem)
        properties += len(part.get("properties", ()))
        if properties > MOST_PROPERTIES or path.count("properties") > DEEPEST:
            limits = f"{MOST_PROPERTIES} properties, {DEEPEST} levels"
            raise _refusal(place, path, f"the schema is larger than allowed ({limits})")


def _refusal(place: Place, path: tuple[str, ...], problem: str) -> Refusal:
    message = f"Invalid schema for {place.about}: In context={path}, {problem}."
    return Refusal(400, message, param=place.param, code=place.code)


def _parts(schema: Schema, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Schema]]:
    yield path, schema
    for group in ("properties", "$defs"):
        for key, part in schema.get(group, {}).items():
            yield from _parts(part, (*path, group, key))
    for place, part in enumerate(schema.get("anyOf", ())):
        yield from _parts(part, (*path, "anyOf", str(place)))
    if isinstance(schema.get("items"), dict):
        yield from _parts(schema["items"], (*path, "items"))


def _problem(part: Schema) -> str:
    unsupported = UNSUPPORTED & part.keys()
    if unsupported:
        return f"'{min(unsupported)}' is not permitted"
    if not part.keys() & {"type", "$ref", "anyOf", "enum", "const"}:
        return "schema must have a 'type' key"
    return _object_problem(part) if part.get("type") == "object" else ""


def _object_problem(part: Schema) -> str:
    if part.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false"
    missing = part.get("properties", {}).keys() - set(part.get("required", ()))
    must = "'required' is required to be supplied and to be an array including every key"
    return f"{must} in properties. Missing '{min(missing)}'" if missing else ""


def fill(schema: Schema, hint: Any, root: Schema | None = None) -> Any:
    """A value that conforms to the schema, and says what the hint says wherever it may."""
    root = schema if root is None else root
    if "$ref" in schema:
        return fill(_referred(schema["$ref"], root), hint, root)
    if "const" in schema or "enum" in schema:
        return _chosen(schema.get("enum", [schema.get("const")]), hint)
    variants = _variants(schema)
    if variants:
        return _varied(variants, hint, root)
    return _plain(schema, hint, root)


def _referred(reference: str, root: Schema) -> Schema:
    place: Any = root
    for key in reference.removeprefix("#").strip("/").split("/"):
        place = place[key] if key else place
    found: Schema = place
    return found


def _variants(schema: Schema) -> list[Schema]:
    if "anyOf" in schema:
        return list(schema["anyOf"])
    kinds = schema.get("type")
    return [{**schema, "type": kind} for kind in kinds] if isinstance(kinds, list) else []


def _chosen(values: list[Any], hint: Any) -> Any:
    known = {str(value).casefold(): value for value in values}
    wanted = hint if isinstance(hint, Choice) else (hint,)
    for name in wanted:
        if str(name).casefold() in known:
            return known[str(name).casefold()]
    return None if None in values else values[0]


def _varied(variants: list[Schema], hint: Any, root: Schema) -> Any:
    nothing = any(variant.get("type") == "null" for variant in variants)
    for variant in variants:
        if hint is not None and variant.get("type") != "null" and _suits(variant, hint, root):
            return fill(variant, hint, root)
    return None if nothing else fill(variants[0], hint, root)


def _suits(schema: Schema, hint: Any, root: Schema) -> bool:
    if "$ref" in schema:
        return _suits(_referred(schema["$ref"], root), hint, root)
    if "enum" in schema:
        wanted = hint if isinstance(hint, Choice) else (hint,)
        names = {str(value).casefold() for value in schema["enum"]}
        return any(str(name).casefold() in names for name in wanted)
    return isinstance(hint, KINDS.get(schema.get("type", ""), ()))


KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str, Choice),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def _plain(schema: Schema, hint: Any, root: Schema) -> Any:
    kind = schema.get("type", "null")
    if kind == "object":
        hints = hint if isinstance(hint, dict) else {}
        parts = schema.get("properties", {}).items()
        return {key: fill(part, hints.get(key), root) for key, part in parts}
    if kind == "array":
        items = hint if isinstance(hint, list) else []
        return [fill(schema.get("items", {}), item, root) for item in items]
    if isinstance(hint, Choice):
        hint = hint[0]
    nothing = {"string": "", "integer": 0, "number": 0, "boolean": False}.get(kind)
    return hint if isinstance(hint, KINDS.get(kind, ())) else nothing
