"""Our numbers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from functions.access.api import Agent, Seen, Supervisor
from functions.numbers import service
from functions.numbers.model import Number
from functions.numbers.service import NewNumber, NumberChange
from shared.value import Text
from shared.wiring import Deps, deps

router = APIRouter(prefix="/api/v1/numbers", tags=["numbers"])

Wired = Annotated[Deps, Depends(deps)]


@router.get("")
async def get_numbers(who: Agent, wired: Wired) -> list[Number]:
    """The numbers we call from, with today's calls."""
    async with wired.db.transaction() as conn:
        return await service.every(conn, wired.clock.now())


@router.post("", status_code=201)
async def post_number(new: NewNumber, who: Supervisor, wired: Wired, response: Response) -> Number:
    """Make a number known. 200 where it is already."""
    number, is_new = await service.add(wired.db, wired.clock, new, by=who.by)
    response.status_code = 201 if is_new else 200
    response.headers["location"] = f"{router.prefix}/{number.phone}"
    return _tagged(number, response)


@router.patch("/{phone}")
async def patch_number(
    who: Supervisor, phone: Text, wanted: NumberChange, seen: Seen, wired: Wired, response: Response
) -> Number:
    """Change what is given: its cap, its label, whether it rests."""
    changed = await service.change(wired.db, wired.clock, phone, wanted, seen=seen, by=who.by)
    return _tagged(changed, response)


def _tagged(number: Number, response: Response) -> Number:
    response.headers["etag"] = f'"{number.version}"'
    return number
