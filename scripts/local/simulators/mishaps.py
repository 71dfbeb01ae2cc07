"""Mishaps on demand: rules that say which requests to a vendor's simulator go wrong, and how."""

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


class Mishap(Value):
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

    mishap: Mishap
    met: int = 0
    struck: int = 0

    def strikes(self, chance: random.Random) -> bool:
        """Whether this request is one the rule wants."""
        self.met += 1
        wanted = self.mishap.nth in (None, self.met)
        spent = self.mishap.count is not None and self.struck >= self.mishap.count
        if not wanted or spent or chance.random() >= self.mishap.probability:
            return False
        self.struck += 1
        return True


class Mishaps:
    """The rules in force, in order: the first that strikes decides."""

    def __init__(self, actions: Iterable[str], *, seed: int) -> None:
        self.actions = EVERYWHERE | set(actions)
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        """Forget every rule, and start chance anew."""
        self.tallies: list[Tally] = []
        self._chance = random.Random(self._seed)  # noqa: S311  repeatable is what we want

    def add(self, mishap: Mishap) -> None:
        """Put a rule in force. Raises `ValueError` for an action this simulator has not."""
        if mishap.action not in self.actions:
            known = ", ".join(sorted(self.actions))
            raise ValueError(f"no action {mishap.action!r} here; use one of {known}")
        self.tallies.append(Tally(mishap))

    def strike(self, where: str, body: str) -> Mishap | None:
        """The mishap this request is to suffer, if any."""
        folded = body.casefold()
        for tally in self.tallies:
            rule = tally.mishap
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


async def suffer(mishap: Mishap | None, request: Request) -> Response | None:
    """Wait, hang or break off as the rule says; nothing where the request goes on from here.

    Wall time, because the caller's deadline runs on it, and because a virtual clock stands still
    as long as a request is open.
    """
    if mishap is None:
        return None
    if mishap.action == "delay":
        await asyncio.sleep(mishap.seconds)
    if mishap.action == "hang":
        while (await request.receive())["type"] != "http.disconnect":
            continue
        return Response(status_code=499)
    return Cut() if mishap.action == "cut" else None


def admin(
    mishaps: Mishaps, usage: Callable[[], dict[str, Any]], reset: Callable[[], None]
) -> APIRouter:
    """`/__sim__/faults`, `/__sim__/usage` and `/__sim__/reset` of one simulator."""
    router = APIRouter(prefix="/__sim__")

    @router.post("/faults", status_code=201)
    async def post_fault(mishap: Mishap) -> dict[str, Any]:
        try:
            mishaps.add(mishap)
        except ValueError as error:
            raise HTTPException(422, f"action: {error}") from error
        return mishap.model_dump(mode="json")

    @router.get("/faults")
    async def get_faults() -> list[dict[str, Any]]:
        return [
            {**tally.mishap.model_dump(mode="json"), "met": tally.met, "struck": tally.struck}
            for tally in mishaps.tallies
        ]

    @router.delete("/faults", status_code=204)
    async def delete_faults() -> None:
        mishaps.clear()

    @router.get("/usage")
    async def get_usage() -> dict[str, Any]:
        return usage()

    @router.post("/reset", status_code=204)
    async def post_reset() -> None:
        mishaps.clear()
        reset()

    return router
