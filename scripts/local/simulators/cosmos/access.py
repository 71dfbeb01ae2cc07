"""Who asks: the signature by the account's key, or a token of Entra with a role on the data.

Source: learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs, unquote

from starlette.requests import Request

from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.identity import Tokens

ANY_ACCOUNT = "https://cosmos.azure.com"
FRESH = timedelta(minutes=15)
NO_SUCH_ROLE, NOT_BY_TOKEN = 5302, 5300


def admit(request: Request, key: str, tokens: Tokens, contributors: frozenset[str]) -> None:
    """Let in who holds the account's key, or a token of somebody who may write data. Else 401, 403.

    A token never makes databases or containers: that is what the control plane is for.
    """
    claim = {name: one[0] for name, one in parse_qs(_unfolded(request), True).items()}
    given = claim.get("sig", "")
    match claim.get("type"):
        case "master" if hmac.compare_digest(given.encode(), signature(request, key).encode()):
            _check_date(request, tokens.clock.now())
        case "aad":
            _admit_token(request, given, tokens, contributors)
        case _:
            message = "The input authorization token can't serve the request. Check the key."
            raise Refusal(401, message)


def _check_date(request: Request, now: datetime) -> None:
    """A signature is good for a quarter of an hour, by the wall's clock: that is the SDK's."""
    stamp = request.headers.get("x-ms-date") or request.headers.get("date", "")
    try:
        signed = parsedate_to_datetime(stamp)
    except ValueError as error:
        message = "The x-ms-date header is missing or no date as RFC 1123 writes them."
        raise Refusal(401, message) from error
    if abs(now - signed) > FRESH:
        message = (
            "The authorization token is not valid at the current time. "
            f"Request time stamp: {stamp}. Server time: {format_datetime(now, usegmt=True)}."
        )
        raise Refusal(403, message)


def _unfolded(request: Request) -> str:
    # Base64 has plus signs, which a query string would turn into blanks.
    return unquote(request.headers.get("authorization", "")).replace("+", "%2B")


def signature(request: Request, key: str) -> str:
    """What the master key makes of this request."""
    kind, link = _signed(unquote(request.url.path).strip("/"))
    dates = [request.headers.get(name, "").lower() for name in ("x-ms-date", "date")]
    text = "\n".join([request.method.lower(), kind, link, *dates, ""])
    return base64.b64encode(
        hmac.digest(base64.b64decode(key), text.encode(), hashlib.sha256)
    ).decode()


def _signed(path: str) -> tuple[str, str]:
    """The kind of resource, and the link that is signed: a list signs the link of its owner."""
    parts = path.split("/") if path else []
    if not parts:
        return "", ""
    return (parts[-2], path) if len(parts) % 2 == 0 else (parts[-1], "/".join(parts[:-1]))


def _admit_token(
    request: Request, token: str, tokens: Tokens, contributors: frozenset[str]
) -> None:
    grant = tokens.grant(
        token, f"https://{request.url.hostname}", str(request.base_url), ANY_ACCOUNT
    )
    if grant is None:
        raise Refusal(401, "The Entra token is forged, has expired or is for another resource.")
    if grant.oid not in contributors:
        message = f"Request blocked by Auth: principal {grant.oid} has no role on this account."
        raise Refusal(403, message, substatus=NO_SUCH_ROLE)
    asked = request.url.path.strip("/").split("/")[-1]
    if request.method == "POST" and asked in ("dbs", "colls"):
        message = f"The given request [POST {request.url.path}] cannot be authorized by AAD token."
        raise Refusal(403, message, substatus=NOT_BY_TOKEN)
