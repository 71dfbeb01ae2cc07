"""The processes that go by a clock of this one, and what they say when asked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple, Protocol

PATIENCE = 10  # seconds on the wall to answer in; who takes longer is gone


class Socket(Protocol):
    """The connection to a follower."""

    async def send_json(self, data: Any) -> None:
        """Send one message."""


@dataclass(eq=False)
class Follower:
    """One process. `due` is when its next sleeper wakes, `epoch` which setting it has seen."""

    socket: Socket
    epoch: int = -1
    due: datetime | None = None
    gone: bool = False
    has_set: asyncio.Event = field(default_factory=asyncio.Event)
    questions: dict[int, asyncio.Future[Mapping[str, Any]]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def hear(self, told: Mapping[str, Any]) -> None:
        """Take in a message from it: an acknowledgement or an answer."""
        if "epoch" in told:
            self.epoch = told["epoch"]
            self.has_set.set()
            return
        self.due = datetime.fromisoformat(told["due"]) if told["due"] else None
        waiting = self.questions.pop(told["answer"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(told)

    def leave(self) -> None:
        """It is gone: whoever waits for it need not."""
        self.gone = True
        self.has_set.set()
        for waiting in self.questions.values():
            waiting.cancel()

    async def ask(self, *, thorough: bool) -> Mapping[str, Any]:
        """Whether it is busy, and how much it has begun so far. Raises TimeoutError."""
        number = next(self._numbers)
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self.questions[number] = answer
        async with asyncio.timeout(PATIENCE):
            await self.socket.send_json({"ask": number, "thorough": thorough})
            return await answer

    async def obeys(self, shown: Mapping[str, Any]) -> None:
        """Let it set its hands, and return once it has woken who is due. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            await self.socket.send_json({"set": shown})
            while self.epoch < shown["epoch"] and not self.gone:
                self.has_set.clear()
                await self.has_set.wait()


class Answers(NamedTuple):
    """How much each follower has begun, and how many messages it has sent or taken, ever."""

    begun: tuple[int, ...]
    sent: tuple[int, ...]


class Followers:
    """All of them. Who does not answer in time is not waited for again."""

    def __init__(self) -> None:
        self._all: set[Follower] = set()

    def __bool__(self) -> bool:
        return bool(self._all)

    def add(self, follower: Follower) -> None:
        """Somebody follows from now on."""
        self._all.add(follower)

    def drop(self, follower: Follower) -> None:
        """Somebody is gone."""
        self._all.discard(follower)
        follower.leave()

    async def ask(self, *, thorough: bool) -> Answers | None:
        """What each has begun and sent so far, or nothing where something goes on that is awake.

        Who runs a strand of work and who sleeps in it need not be the same follower.
        """
        answers = await self._each(lambda one: one.ask(thorough=thorough))
        at_work = {name for answer in answers for name in answer["at_work"]}
        asleep = {name for answer in answers for name in answer["asleep"]}
        if any(answer["busy"] for answer in answers) or at_work - asleep:
            return None
        return Answers(
            begun=tuple(answer["begun"] for answer in answers),
            sent=tuple(answer["sent"] for answer in answers),
        )

    async def obey(self, shown: Mapping[str, Any]) -> None:
        """Let all set their hands."""
        await self._each(lambda one: one.obeys(shown))

    def next_due(self) -> datetime | None:
        """The earliest instant one of them waits for, as of the last answers."""
        return min((one.due for one in self._all if one.due), default=None)

    async def _each[T](self, work: Callable[[Follower], Awaitable[T]]) -> list[T]:
        everybody = list(self._all)
        found = await asyncio.gather(*map(work, everybody), return_exceptions=True)
        answers = []
        for one, result in zip(everybody, found, strict=True):
            if isinstance(result, BaseException):
                self.drop(one)
            else:
                answers.append(result)
        return answers
