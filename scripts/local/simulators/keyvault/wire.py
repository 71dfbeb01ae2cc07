"""Secrets as JSON, both ways."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from scripts.local.simulators.keyvault.refusals import bad
from scripts.local.simulators.keyvault.vault import RECOVERABLE, Deleted, Version

NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
LARGEST = 25 * 1024  # bytes of a value
MOST_ON_A_PAGE = 25
RECOVERY = {"recoveryLevel": "Recoverable+Purgeable", "recoverableDays": RECOVERABLE.days}


def bundle(request: Request, name: str, version: Version) -> dict[str, Any]:
    """A version with its value."""
    return {"value": version.value, **item(request, name, version)}


def item(
    request: Request, name: str, version: Version, *, versioned: bool = True
) -> dict[str, Any]:
    """A version as lists show it."""
    dates = {"nbf": version.nbf, "exp": version.exp}
    attributes = {
        "enabled": version.enabled,
        **{name: at for name, at in dates.items() if at is not None},
        "created": int(version.at.timestamp()),
        "updated": int(version.updated.timestamp()),
        **RECOVERY,
    }
    address = f"{_base(request)}/secrets/{name}" + (f"/{version.id}" if versioned else "")
    about = {"contentType": version.content_type, "tags": version.tags}
    told = {key: value for key, value in about.items() if value is not None}
    return {"id": address, "attributes": attributes, **told}


def put_away(
    request: Request, name: str, deleted: Deleted, *, listed: bool = False
) -> dict[str, Any]:
    """A deleted secret, with the day on which it is gone for good."""
    dates = {
        "deletedDate": int(deleted.at.timestamp()),
        "scheduledPurgeDate": int((deleted.at + RECOVERABLE).timestamp()),
    }
    shown = item(request, name, deleted.versions[-1], versioned=not listed)
    return {"recoveryId": f"{_base(request)}/deletedsecrets/{name}", **dates, **shown}


def page(request: Request, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Some of a list, and the address of what follows."""
    first = _whole(request.query_params.get("$skiptoken", "0"), "$skiptoken")
    most = _whole(request.query_params.get("maxresults", str(MOST_ON_A_PAGE)), "maxresults")
    if not 0 < most <= MOST_ON_A_PAGE:
        raise bad(f"maxresults is 1 to {MOST_ON_A_PAGE}, not {most}.")
    following = str(request.url.include_query_params(**{"$skiptoken": first + most}))
    return {
        "value": found[first : first + most],
        "nextLink": following if first + most < len(found) else None,
    }


def named(request: Request) -> str:
    """The name in the address. Raises `Refusal` 400 for one that no secret can have."""
    name = str(request.path_params["name"])
    if not NAME.fullmatch(name):
        raise bad(f"The name {name!r} takes letters, digits and hyphens, 127 at most.")
    return name


def value_in(body: Mapping[str, Any]) -> str:
    """The value somebody sets."""
    value = body.get("value")
    if not isinstance(value, str):
        raise bad("Property value is missing or no string.")
    if len(value.encode()) > LARGEST:
        raise bad("The value is larger than 25 kB.")
    return value


def about_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody says about a version, by our names; what is left out is not there."""
    attributes = body.get("attributes") or {}
    given = {
        "content_type": body.get("contentType"),
        "tags": body.get("tags"),
        **{name: attributes.get(name) for name in ("enabled", "nbf", "exp")},
    }
    return {name: value for name, value in given.items() if value is not None}


def _whole(text: str, name: str) -> int:
    if not text.isdecimal():
        raise bad(f"{name} is no number.")
    return int(text)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
