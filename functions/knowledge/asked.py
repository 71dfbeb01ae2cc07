"""What somebody typed into the search box, taken apart: numbers, phrases, fields, and the rest."""

import re
import unicodedata
from collections.abc import Iterable

from functions.access.model import Sight
from shared.value import Value

# In both languages: whoever has found it once in the page's words tries them here.
FIELDS = {
    "state": "state",
    "estado": "state",
    "priority": "priority",
    "prioridad": "priority",
    "assignee": "assignee",
    "asignado": "assignee",
    "group": "group",
    "grupo": "group",
    "channel": "channel",
    "canal": "channel",
    "language": "language",
    "lang": "language",
    "idioma": "language",
    "resolved": "resolved",
    "resuelto": "resolved",
    "kind": "kind",
    "tipo": "kind",
}
WITH = "with"
"""The facet that says whose a ticket is by the whole name: a part of it is others', too."""
_OPEN = ("new", "in_progress", "on_hold")
SAME: dict[str, dict[str, tuple[str, ...]]] = {
    "state": {
        "open": _OPEN,
        "abierto": _OPEN,
        "nuevo": ("new",),
        "in progress": ("in_progress",),
        "en curso": ("in_progress",),
        "on hold": ("on_hold",),
        "en espera": ("on_hold",),
        "resuelto": ("resolved",),
        "cerrado": ("closed",),
        "cancelled": ("canceled",),
        "cancelado": ("canceled",),
    },
    "priority": {
        "critical": ("1",),
        "critica": ("1",),
        "high": ("2",),
        "alta": ("2",),
        "moderate": ("3",),
        "moderada": ("3",),
        "low": ("4",),
        "baja": ("4",),
        "planning": ("5",),
        "planificacion": ("5",),
    },
    "channel": {
        "telephone": ("phone",),
        "telefono": ("phone",),
        "e-mail": ("email",),
        "correo": ("email",),
    },
    "language": {
        "english": ("en",),
        "ingles": ("en",),
        "spanish": ("es",),
        "espanol": ("es",),
    },
    "resolved": {"si": ("yes",), "true": ("yes",), "false": ("no",)},
    "kind": {"articulo": ("article",)},
}
"""Values as the page says them, in both languages, without case and accents."""
_TAKEN = re.compile(
    rf"(?<!\S)(?P<field>{'|'.join(FIELDS)}):(?:\"(?P<quoted>[^\"]*)\"|(?P<value>\S+))"
    r"|\"(?P<phrase>[^\"]*)\"",
    re.IGNORECASE,
)


class Asked(Value):
    """What is searched for. `facets` narrow it: of each group, a document has at least one."""

    text: str
    phrases: tuple[str, ...] = ()
    facets: tuple[tuple[str, ...], ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether not every document can be an answer."""
        return bool(self.phrases or self.facets)


def asked(typed: str) -> Asked:
    """Take it apart. Nothing is refused: a colon within words is one of the words.

    The words of a phrase are also searched for by their meaning, so they stay in the text.
    """
    phrases = [found["phrase"] for found in _TAKEN.finditer(typed) if found["phrase"]]
    facets = [_group(found) for found in _TAKEN.finditer(typed) if found["field"]]
    text = " ".join(_TAKEN.sub(lambda found: f" {found['phrase'] or ''} ", typed).split())
    return Asked(text=text, phrases=tuple(phrases), facets=tuple(facets))


def _group(found: re.Match[str]) -> tuple[str, ...]:
    field = FIELDS[found["field"].lower()]
    given = found["quoted"] if found["quoted"] is not None else found["value"]
    values = [plain(value) for value in given.split(",") if value]
    return tuple(
        facet(field, one) for each in values for one in SAME.get(field, {}).get(each, (each,))
    )


def facet(field: str, value: object) -> str:
    """What a document can be narrowed by: `state:new`. Case and accents do not count."""
    return f"{field}:{plain(str(value))}"


def facets_of_name(field: str, name: str) -> Iterable[str]:
    """A person is found by the whole name, and by each part of it."""
    whole = facet(field, name)
    return dict.fromkeys([whole, *(facet(field, part) for part in name.split())])


def facets_in_sight(sight: Sight | None) -> tuple[str, ...]:
    """Of which one must hold for what search may show somebody; none where all is shown."""
    if sight is None:
        return ()
    groups = (facet("group", each) for each in sorted(sight.groups))
    return (facet("kind", "article"), facet(WITH, sight.name), *groups)


def plain(text: str) -> str:
    """Without case, accents and control characters, each run of blanks one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))
    return " ".join("".join(letter for letter in kept if letter.isprintable()).split())


def numbers(typed: str) -> list[str]:
    """The numbers somebody may mean who typed this: inc10001, INC 10001 or #10001."""
    found = re.fullmatch(r"#?(inc|kb)?[ -]?(\d{5,12})", typed.strip().lower())
    if found is None:
        return []
    prefixes = [found[1].upper()] if found[1] else ["INC", "KB"]
    return [f"{prefix}{int(found[2]):07}" for prefix in prefixes]
