"""The routes of pronunciation dictionaries (elevenlabs.io/docs/api-reference)."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Response

from scripts.local.simulators.elevenlabs.account import Account
from scripts.local.simulators.elevenlabs.asked import Body
from scripts.local.simulators.elevenlabs.pronunciation import (
    Dictionaries,
    Dictionary,
    Rule,
    read,
    written,
)

PREFIX = "/v1/pronunciation-dictionaries"


class New(Body):
    """A dictionary made of rules."""

    name: str
    rules: list[Rule]
    description: str | None = None
    workspace_access: str | None = None


class Change(Body):
    """Another name, or out of sight."""

    name: str | None = None
    archived: bool | None = None


class Rules(Body):
    """Rules to add, or to have instead."""

    rules: list[Rule]
    case_sensitive: bool | None = None
    word_boundaries: bool | None = None


class Words(Body):
    """The words whose rules are to go."""

    rule_strings: list[str]


def routes(account: Account, dictionaries: Dictionaries) -> APIRouter:
    """`/v1/pronunciation-dictionaries`."""
    router = APIRouter()
    router.include_router(_making(account, dictionaries))
    router.include_router(_reading(dictionaries))
    router.include_router(_changing(account, dictionaries))
    return router


def _making(account: Account, dictionaries: Dictionaries) -> APIRouter:
    router = APIRouter(prefix=PREFIX)

    def made(name: str, description: str | None, rules: tuple[Rule, ...]) -> dict[str, Any]:
        unix = int(account.clock.now().timestamp())
        new = Dictionary(account.new_id(), name, unix, description)
        new.versions[account.new_id()] = rules
        dictionaries[new.id] = new
        return _made(new)

    @router.post("/add-from-rules")
    async def post_rules(new: New) -> dict[str, Any]:
        return made(new.name, new.description, tuple(new.rules))

    @router.post("/add-from-file")
    async def post_file(
        name: Annotated[str, Form()],
        file: Annotated[bytes, File()],
        description: Annotated[str | None, Form()] = None,
    ) -> dict[str, Any]:
        return made(name, description, read(file))

    return router


def _reading(dictionaries: Dictionaries) -> APIRouter:
    router = APIRouter(prefix=PREFIX)

    @router.get("")
    async def get_dictionaries(
        cursor: str | None = None,
        page_size: Annotated[int, Query(ge=1, le=100)] = 30,
        include_archived: bool = False,
    ) -> dict[str, Any]:
        shown = [one for one in dictionaries.values() if include_archived or not one.archived_at]
        first = int(cursor or 0)
        page, rest = shown[first : first + page_size], shown[first + page_size :]
        return {
            "pronunciation_dictionaries": [_shown(one) for one in page],
            "next_cursor": str(first + page_size) if rest else None,
            "has_more": bool(rest),
        }

    @router.get("/{number}")
    async def get_dictionary(number: str) -> dict[str, Any]:
        found = dictionaries.find(number)
        rules = [rule.model_dump(exclude_none=True) for rule in found.rules]
        return {**_shown(found), "rules": rules}

    @router.get("/{number}/{version}/download")
    async def get_file(number: str, version: str) -> Response:
        rules = dictionaries.find(number).version(version)
        return Response(written(rules), media_type="application/pls+xml")

    return router


def _changing(account: Account, dictionaries: Dictionaries) -> APIRouter:
    router = APIRouter(prefix=PREFIX)

    def now_with(found: Dictionary, rules: tuple[Rule, ...]) -> dict[str, Any]:
        found.versions[account.new_id()] = rules
        counted = {"version_id": found.latest, "version_rules_num": len(rules)}
        return {"id": found.id, **counted}

    @router.patch("/{number}")
    async def patch_dictionary(number: str, change: Change) -> dict[str, Any]:
        found = dictionaries.find(number)
        found.name = change.name or found.name
        if change.archived is not None:
            now = int(account.clock.now().timestamp())
            found.archived_at = now if change.archived else None
        return _shown(found)

    @router.post("/{number}/set-rules")
    async def post_all_rules(number: str, asked: Rules) -> dict[str, Any]:
        return now_with(dictionaries.find(number), tuple(asked.rules))

    @router.post("/{number}/add-rules")
    async def post_more_rules(number: str, asked: Rules) -> dict[str, Any]:
        found = dictionaries.find(number)
        replaced = {rule.string_to_replace for rule in asked.rules}
        kept = (rule for rule in found.rules if rule.string_to_replace not in replaced)
        return now_with(found, (*kept, *asked.rules))

    @router.post("/{number}/remove-rules")
    async def post_removal(number: str, words: Words) -> dict[str, Any]:
        found = dictionaries.find(number)
        gone = set(words.rule_strings)
        return now_with(
            found, tuple(rule for rule in found.rules if rule.string_to_replace not in gone)
        )

    return router


def _made(new: Dictionary) -> dict[str, Any]:
    return {
        "id": new.id,
        "name": new.name,
        "created_by": "simulator",
        "creation_time_unix": new.unix,
        "version_id": new.latest,
        "version_rules_num": len(new.rules),
        "description": new.description,
        "permission_on_resource": "admin",
    }


def _shown(one: Dictionary) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "created_by": "simulator",
        "creation_time_unix": one.unix,
        "latest_version_id": one.latest,
        "latest_version_rules_num": len(one.rules),
        "description": one.description,
        "archived_time_unix": one.archived_at,
        "permission_on_resource": "admin",
    }
