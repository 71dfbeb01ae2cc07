"""Answers written beforehand: what the model says when a scenario comes to a certain point."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from scripts.local.simulators.openai.talk import Lines
from shared.value import Value


class ScriptedCall(Value):
    """A function to call. It need not be one that was offered."""

    name: str
    arguments: dict[str, Any] = Field(default_factory=dict)


class Scripted(Value):
    """One answer: words, fields of the schema asked for, calls of functions, or a refusal.

    It is given where `prompt` stands anywhere in what was said, and `heard` in the last words of
    the user, case aside; `count` times at the most. Fields left out have the values that the
    schema allows.
    """

    prompt: str = ""
    heard: str = ""
    text: str = ""
    fields: dict[str, Any] = Field(default_factory=dict)
    calls: tuple[ScriptedCall, ...] = ()
    refusal: str = ""
    count: Annotated[int, Field(ge=1)] | None = None

    def hints(self) -> dict[str, Any]:
        """What a schema is filled with."""
        return {"say": self.text, "text": self.text, **self.fields} if self.text else self.fields

    def fits(self, lines: Lines) -> bool:
        """Whether this point has come."""
        said = "\n".join(text for _, text in lines).casefold()
        last = next((text for role, text in reversed(lines) if role == "user"), "")
        return self.prompt.casefold() in said and self.heard.casefold() in last.casefold()


@dataclass
class _Given:
    scripted: Scripted
    times: int = 0


class Script:
    """The answers in order: the first that fits is given."""

    def __init__(self) -> None:
        self._answers: list[_Given] = []

    def add(self, scripted: Scripted) -> None:
        """Write one more."""
        self._answers.append(_Given(scripted))

    def clear(self) -> None:
        """Forget them."""
        self._answers = []

    def answer(self, lines: Lines) -> Scripted | None:
        """What is to be answered here, if it was written."""
        for given in self._answers:
            spent = given.scripted.count is not None and given.times >= given.scripted.count
            if not spent and given.scripted.fits(lines):
                given.times += 1
                return given.scripted
        return None

    def shown(self) -> list[dict[str, Any]]:
        """The answers, and how often each was given."""
        return [
            {**given.scripted.model_dump(mode="json"), "given": given.times}
            for given in self._answers
        ]


def routes(script: Script) -> APIRouter:
    """`/__sim__/answers`."""
    router = APIRouter(prefix="/__sim__/answers")

    @router.post("", status_code=201)
    async def post_answer(scripted: Scripted) -> dict[str, Any]:
        script.add(scripted)
        return scripted.model_dump(mode="json")

    @router.get("")
    async def get_answers() -> list[dict[str, Any]]:
        return script.shown()

    @router.delete("", status_code=204)
    async def delete_answers() -> None:
        script.clear()

    return router
