"""Who is called: finds the person behind a number, among ours and a tester's own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from scripts.local.simulators.twilio.people.persona import Persona
from scripts.local.simulators.twilio.people.reading import people_in

OURS = Path(__file__).parent / "cast"
FICTION = re.compile(r"(?:\+1\d{3}55501|\+349199001|\+5255550001|\+4420794601)(\d\d)")


class Cast:
    """Everybody who can be called. Whoever comes later replaces those of the same name or digits.

    The first who matches is taken: by what the voice URL carries, by the pattern of the number, by
    its last two digits; everybody else is cooperative.
    """

    def __init__(self, people: Iterable[Persona]) -> None:
        self.by_name = {persona.name: persona for persona in people}
        everybody = self.by_name.values()
        self.by_digits = {nn: one for one in everybody for nn in sorted(one.match.digits)}
        self._patterns = [(glob, one) for one in everybody for glob in one.match.numbers][::-1]
        self._carrying = [one for one in everybody if one.match.carries][::-1]

    def named(self, name: str) -> Persona | None:
        """A person by name."""
        return self.by_name.get(name)

    def who(self, number: str, urls: Sequence[str] = ()) -> Persona:
        """The person behind the number, or the one for whom these addresses ask."""
        return self._carried(urls) or self._of_pattern(number) or self._of_digits(number)

    def _carried(self, urls: Sequence[str]) -> Persona | None:
        if not self._carrying:
            return None
        carried = {k: v for url in urls for k, v in parse_qsl(urlsplit(url).query)}
        return next((one for one in self._carrying if _carries(one, carried)), None)

    def _of_pattern(self, number: str) -> Persona | None:
        return next((one for glob, one in self._patterns if fnmatchcase(number, glob)), None)

    def _of_digits(self, number: str) -> Persona:
        found = FICTION.fullmatch(number)
        cooperative = self.by_digits[0]
        return self.by_digits.get(int(found.group(1)), cooperative) if found else cooperative


def _carries(persona: Persona, carried: Mapping[str, str]) -> bool:
    return all(
        name in carried and fnmatchcase(carried[name], glob) for name, glob in persona.match.carries
    )


def cast(folders: Iterable[Path] = ()) -> Cast:
    """Our people and those of more folders. Raises `Invalid`, which names file, field, way out."""
    return Cast([*_ours(), *(one for folder in folders for one in people_in(folder))])


@cache
def built_in() -> Cast:
    """Our people alone."""
    return Cast(_ours())


@cache
def _ours() -> tuple[Persona, ...]:
    return tuple(people_in(OURS))
