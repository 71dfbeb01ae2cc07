"""Faults on demand: rules that say which requests to a vendor's simulator go wrong, and how."""

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import Field
from starlette.types import Receive, Scope, Send

from shared.value import Value

EVERYWHERE = frozenset({"status", "delay", "hang", "cut"})


class Fault(Value):
    """One rule. Without `nth`, `count` and `probability` it strikes every request it fits.

    `where` is a pattern of the simulator's places (`el.tts`, `oa.*`), `match` a piece of the
    request's body. `seconds` and `retry_after` are wall seconds.
    """

    where: str = "*"
    match: str = ""
    action: str
    status: Annotated[int, Field(ge=400, le=599)] = 500
    code: str = ""
    seconds: Annotated[float, Field(ge=0, le=600)] = 1
    retry_after: Annotated[float, Field(ge=0)] | None = None
    nth: Annotated[int, Field(ge=1)] | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    probability: Annotated[float, Field(gt=0, le=1)] = 1


@dataclass
class Tally:
    """How often a rule was met, and how often it struck."""

    fault: Fault
    met: int = 0
    struck: int = 0

    def strikes(self, chance: random.Random) -> bool:
        """Whether this request is one the rule wants."""
        self.met += 1
        wanted = self.fault.nth in (None, self.met)
        spent = self.fault.count is not None and self.struck >= self.fault.count
        if not wanted or spent or chance.random() >= self.fault.probability:
            return False
        self.struck += 1
        return True


class Faults:
    """The rules in force, in order: the first that strikes decides."""

    def __init__(self, actions: Iterable[str], *, seed: int) -> None:
        self.actions = EVERYWHERE | set(actions)
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        """Forget every rule, and start chance anew."""
        self.tallies: list[Tally] = []
        self._chance = random.Random(self._seed)  # noqa: S311  repeatable is what we want

    def add(self, fault: Fault) -> None:
        """Put a rule in force. Raises `ValueError` for an action this simulator has not."""
        if fault.action not in self.actions:
            known = ", ".join(sorted(self.actions))
            raise ValueError(f"no action {fault.action!r} here; use one of {known}")
        self.tallies.append(Tally(fault))

    def strike(self, where: str, body: str) -> Fault | None:
        """The fault this request is to suffer, if any."""
        folded = body.casefold()
        for tally in self.tallies:
            rule = tally.fault
            fits = fnmatchcase(where, rule.where) and rule.match.casefold() in folded
            if fits and tally.strikes(self._chance):
                return rule
        return None


class Cut(Response):
    """Promises more than it sends, so that the server breaks the connection."""

    def __init__(self) -> None:
        super().__init__(status_code=200, media_type="application/json")
        self.headers["content-length"] = "1000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin, and leave without an end."""
        begin = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(begin)
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def suffer(fault: Fault | None, request: Request) -> Response | None:
    """Wait, hang or break off as the rule says; nothing where the request goes on from here.

    Wall time, because the caller's deadline runs on it, and because a virtual clock stands still
    as long as a request is open.
    """
    if fault is None:
        return None
    if fault.action == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.action == "hang":
        while (await request.receive())["type"] != "http.disconnect":
            continue
        return Response(status_code=499)
    return Cut() if fault.action == "cut" else None


def admin(
    faults: Faults, usage: Callable[[], dict[str, Any]], reset: Callable[[], None]
) -> APIRouter:
    """`/__sim__/faults`, `/__sim__/usage` and `/__sim__/reset` of one simulator."""
    router = APIRouter(prefix="/__sim__")

    @router.post("/faults", status_code=201)
    async def post_fault(fault: Fault) -> dict[str, Any]:
        try:
            faults.add(fault)
        except ValueError as error:
            raise HTTPException(422, f"action: {error}") from error
        return fault.model_dump(mode="json")

    @router.get("/faults")
    async def get_faults() -> list[dict[str, Any]]:
        return [
            {**tally.fault.model_dump(mode="json"), "met": tally.met, "struck": tally.struck}
            for tally in faults.tallies
        ]

    @router.delete("/faults", status_code=204)
    async def delete_faults() -> None:
        faults.clear()

    @router.get("/usage")
    async def get_usage() -> dict[str, Any]:
        return usage()

    @router.post("/reset", status_code=204)
    async def post_reset() -> None:
        faults.clear()
        reset()

    return router
