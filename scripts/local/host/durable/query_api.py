"""Requests about many orchestration instances at once."""

import base64
import binascii
import re

from scripts.local.host.durable import instances, statuses
from scripts.local.host.durable.events import read, written
from scripts.local.host.durable.hub import Asked, Hub
from scripts.local.host.durable.instances import TERMINAL, Filter
from scripts.local.host.durable.replies import Refusal, Reply, body, empty

TOKEN = "x-ms-continuation-token"  # noqa: S105 - a header's name


def listed(hub: Hub, asked: Asked) -> Reply:
    """A page of instances, and where the next one begins.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api#get-all-instances-status
    """
    page = int(asked.number("top") or 0)
    found = instances.listed(hub.db, _filter(asked, count=page + 1 if page else -1))
    shown, more = (found[:page], found[page:]) if page else (found, [])
    with_input = asked.flag("showInput", default=True)
    token = continuation(shown[-1].id) if more else ""
    return body(200, [statuses.shown(i, with_input=with_input) for i in shown], {TOKEN: token})


def purge(hub: Hub, asked: Asked) -> Reply:
    """Remove those that are over and fit. 404 where none does."""
    if _instant(asked, "createdTimeFrom") is None:
        raise Refusal(400, "Please provide value for 'createdTimeFrom' parameter.")
    fitting = [each.id for each in instances.listed(hub.db, _filter(asked)) if each.is_over]
    if not fitting:
        return empty(404)
    with hub.effects.transaction():
        instances.purge(hub.db, fitting)
    return body(200, {"instancesDeleted": len(fitting)})


def _filter(asked: Asked, *, count: int = -1) -> Filter:
    """Statuses nobody knows are passed over, as the extension passes over them."""
    known = TERMINAL | {"Running", "Pending", "Suspended", "ContinuedAsNew"}
    statuses_wanted = (asked.get("runtimeStatus") or "").split(",")
    return Filter(
        prefix=asked.get("instanceIdPrefix") or "",
        created_from=_instant(asked, "createdTimeFrom") or "",
        created_to=_instant(asked, "createdTimeTo") or "9999",
        statuses=tuple(each for each in statuses_wanted if each in known),
        after=last_seen(asked),
        count=count,
    )


def _instant(asked: Asked, name: str) -> str | None:
    """What does not read as a time counts as not given. Years may lack leading zeros (strftime)."""
    given = asked.get(name) or ""
    short_year = re.match(r"\d{1,3}-", given)
    padded = given.rjust(len(given) + 5 - short_year.end(), "0") if short_year else given
    try:
        return written(read(padded))
    except ValueError:
        return None


def continuation(last: str) -> str:
    return base64.b64encode(last.encode()).decode()


def last_seen(asked: Asked) -> str:
    """Refuses with 400 a token that is not ours."""
    token = next((v for name, v in asked.headers.items() if name.lower() == TOKEN), "")
    try:
        return base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Refusal(
            400, f"{TOKEN} is not a token of this host: give back the one from the last answer"
        ) from error
