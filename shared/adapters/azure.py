"""How Azure's clients fail, in our words: one reading for all the adapters that use them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared.adapters.loading import loaded
from shared.errors import Rejected, Unavailable, VendorProblem

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

CONNECT_SECONDS = 2.0
PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


@asynccontextmanager
async def asking(vendor: str, *needs: str, deadline: float) -> AsyncIterator[None]:
    """Ask the vendor within `deadline` seconds, and say in our words what went wrong.

    For what may be asked again only: a lost answer is `Unavailable`, as if nothing had happened.
    `needs` are the modules to load before the time begins.
    """
    await loaded("azure.core.exceptions", *needs)
    from azure.core import exceptions  # noqa: PLC0415  start-up budget

    try:
        async with asyncio.timeout(deadline):
            yield
    except TimeoutError as error:
        message = f"{vendor} did not answer within {deadline:g} s"
        raise Unavailable(message, vendor=vendor, code="timeout") from error
    except exceptions.ClientAuthenticationError as error:
        problem = _problem(vendor, error) if error.status_code else _no_token(vendor)
        raise problem from error
    except exceptions.HttpResponseError as error:
        raise _problem(vendor, error) from error
    except (exceptions.ServiceRequestError, exceptions.ServiceResponseError) as error:
        message = f"The connection to {vendor} failed"
        raise Unavailable(message, vendor=vendor, code="connection") from error
    except exceptions.AzureError as error:
        message = f"{vendor} cannot be asked: {error.message}"
        raise Rejected(message, vendor=vendor, code=type(error).__name__) from error


def _no_token(vendor: str) -> Unavailable:
    """The credential tried all it knows. Whether that is for a moment or for ever it cannot say."""
    message = f"Our identity got no token for {vendor}: see that the app has one, or sign in"
    return Unavailable(message, vendor=vendor, code="no-token")


def _problem(vendor: str, error: "HttpResponseError") -> VendorProblem:
    status, code = error.status_code, _code(error)
    if status is None or status in PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        message, wait = f"{vendor} is not available: {code}", _retry_after(error)
        return Unavailable(message, vendor=vendor, code=code, retry_after=wait)
    return Rejected(f"{vendor} refused: {code}", vendor=vendor, code=code)


def _code(error: "HttpResponseError") -> str:
    """The vendor's own word for it, which storage, OData and Cosmos each keep elsewhere."""
    named = getattr(error, "error_code", None) or getattr(error.error, "code", None)
    substatus = getattr(error, "sub_status", None)
    plain = f"{error.status_code}/{substatus}" if substatus else str(error.status_code)
    return str(getattr(named, "value", named) or plain)


def _retry_after(error: "HttpResponseError") -> float | None:
    """Seconds, from either of the two headers. Dates are left out: the next try finds out."""
    headers = getattr(error.response, "headers", {})
    milliseconds, seconds = headers.get("x-ms-retry-after-ms"), headers.get("retry-after", "")
    if milliseconds:
        return float(milliseconds) / 1000
    return float(seconds) if seconds.isdigit() else None
