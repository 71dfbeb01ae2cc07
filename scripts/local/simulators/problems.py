"""Shows what went wrong in a request to the simulators themselves, as a problem document."""

from collections.abc import Awaitable, Callable
from json import JSONDecodeError

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from shared.errors import Invalid, Problem

Endpoint = Callable[[Request], Awaitable[Response]]


def shown(handler: Endpoint) -> Endpoint:
    """The handler, whose failures become problem documents that name the field (RFC 9457)."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request)
        except ValidationError as error:
            return _problem(_invalid(error))
        except (JSONDecodeError, UnicodeDecodeError):
            return _problem(_told([_row("body", "is not JSON", "send a JSON object")]))
        except Problem as problem:
            return _problem(problem)

    return endpoint


def _invalid(error: ValidationError) -> Invalid:
    rows = []
    for one in error.errors(include_url=False):
        field = ".".join(str(part) for part in one["loc"]) or "body"
        rows.append(_row(field, one["msg"], "see docs/simulators.md"))
    return _told(rows)


def _told(rows: list[dict[str, str]]) -> Invalid:
    first = rows[0]
    return Invalid(f"{first['field']} {first['problem']}: {first['hint']}", errors=rows)


def _row(field: str, problem: str, hint: str) -> dict[str, str]:
    return {"field": field, "problem": problem, "hint": hint}


def _problem(problem: Problem) -> Response:
    return JSONResponse(problem.body(), problem.status, media_type="application/problem+json")
