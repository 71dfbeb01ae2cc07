"""What a campaign says, and what each contact hears of it."""

import re
import unicodedata
from operator import not_
from typing import Self

from pydantic import Field, model_validator

from shared.value import Text, Value

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def variable(column: str) -> str:
    """A list's column as a script names it: `Número de pedido` is `{numero_de_pedido}`."""
    flat = unicodedata.normalize("NFKD", column.casefold())
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"[^\x00-\x7f]", "", flat)).strip("_")


class Words(Value):
    """A script in one language. `{name}` and a list's own columns are filled in per contact."""

    purpose: Text = Field(min_length=3, max_length=300)
    questions: tuple[Text, ...] = Field(min_length=1, max_length=10)
    closing: Text = Field(min_length=3, max_length=300)
    voicemail: Text = Field(min_length=3, max_length=300)
    reason: Text = Field(default="", max_length=200, pattern=r"^[^{}]*$")  # fit for anybody's ears
    # Empty, the usual one; then it is not told: code that does not know the field refuses it.
    voice: Text = Field(default="", max_length=100, pattern=r"^[\w-]*$", exclude_if=not_)

    def placeholders(self) -> frozenset[str]:
        """The variables these words need."""
        texts = (self.purpose, *self.questions, self.closing, self.voicemail)
        return frozenset(name for text in texts for name in PLACEHOLDER.findall(text))

    @property
    def are_private(self) -> bool:
        """Whether they tell something about the person who is called, and not just their name."""
        asked = {name for text in self.questions for name in PLACEHOLDER.findall(text)}
        return bool(PLACEHOLDER.search(self.purpose)) or bool(asked - {"name"})

    @property
    def ask_for_person(self) -> bool:
        """Whether the first question is for the person by name: nothing but that varies in it."""
        return PLACEHOLDER.findall(self.questions[0]) == ["name"]

    def lacks(self, variables: dict[str, str]) -> list[str]:
        """The variables these words need and a contact has not got."""
        return sorted(name for name in self.placeholders() if not variables.get(name, "").strip())

    def said_to(self, variables: dict[str, str]) -> Self:
        """The words as one contact hears them."""

        def fill(text: str) -> str:
            return PLACEHOLDER.sub(lambda found: variables.get(found[1], ""), text)

        return self.model_copy(
            update={
                "purpose": fill(self.purpose),
                "questions": tuple(fill(each) for each in self.questions),
                "closing": fill(self.closing),
                "voicemail": fill(self.voicemail),
            }
        )


class Script(Value):
    """What is said, in each language the campaign speaks."""

    en: Words | None = None
    es: Words | None = None

    @model_validator(mode="after")
    def _speaks(self) -> Self:
        if self.en is None and self.es is None:
            raise ValueError("give the words in English (en), Spanish (es), or both")
        return self

    def in_language(self, language: str) -> Words:
        """In that language, or in the one there is."""
        wanted = self.es if language == "es" else self.en
        found = wanted or self.en or self.es
        assert found is not None
        return found

    def voice_in(self, language: str) -> str:
        """Who speaks that language; empty where the usual voice does."""
        words = self.es if language == "es" else self.en
        return words.voice if words else ""
