"""Pronunciation dictionaries: rules that say a word differently, and their PLS files."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from scripts.local.simulators.elevenlabs.asked import Body, Locator
from scripts.local.simulators.elevenlabs.refusals import Refusal, no_dictionary

PLS = "http://www.w3.org/2005/01/pronunciation-lexicon"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Rule(Body):
    """What to say in place of a piece of text: another text, or phonemes."""

    type: Literal["alias", "phoneme"] = "alias"
    string_to_replace: str
    case_sensitive: bool | None = None
    word_boundaries: bool | None = None
    alias: str | None = None
    phoneme: str | None = None
    alphabet: str | None = None

    def applied(self, text: str) -> str:
        """The text with the alias in it. Phonemes are not heard here."""
        if not self.alias or not self.string_to_replace:
            return text
        edge = "" if self.word_boundaries is False else r"(?<!\w){}(?!\w)"
        pattern = (edge or "{}").format(re.escape(self.string_to_replace))
        flags = re.IGNORECASE if self.case_sensitive is False else re.NOFLAG
        alias = self.alias
        return re.sub(pattern, lambda _: alias, text, flags=flags)


@dataclass
class Dictionary:
    """One dictionary and all its versions, the newest last."""

    id: str
    name: str
    unix: int
    description: str | None = None
    archived_at: int | None = None
    versions: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    @property
    def latest(self) -> str:
        """The newest version."""
        return next(reversed(self.versions))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the newest version."""
        return self.versions[self.latest]

    def version(self, number: str | None) -> tuple[Rule, ...]:
        """The rules of a version, or of the newest. Raises `Refusal`."""
        if number is not None and number not in self.versions:
            raise no_dictionary(f"{self.id}, version {number}")
        return self.versions[number or self.latest]


class Dictionaries(dict[str, Dictionary]):
    """The dictionaries of the account, by id."""

    def find(self, number: str) -> Dictionary:
        """One of them. Raises `Refusal`."""
        if number not in self:
            raise no_dictionary(number)
        return self[number]

    def applied(self, text: str, locators: list[Locator]) -> str:
        """The text as it is to be spoken: dictionary by dictionary, rule by rule."""
        for locator in locators:
            dictionary = self.find(locator.pronunciation_dictionary_id)
            for rule in dictionary.version(locator.version_id):
                text = rule.applied(text)
        return text


def read(file: bytes) -> tuple[Rule, ...]:
    """The rules of a PLS file (w3.org/TR/pronunciation-lexicon). Raises `Refusal`."""
    try:
        root = ET.fromstring(file)  # noqa: S314  the app under development sends it
    except ET.ParseError as error:
        raise Refusal(400, "invalid_pls_file", f"The file is no PLS lexicon: {error}.") from error
    alphabet = root.get("alphabet", "ipa")
    return tuple(
        rule for lexeme in root.iter(_named("lexeme")) for rule in _rules(lexeme, alphabet)
    )


def _rules(lexeme: ET.Element, alphabet: str) -> Iterator[Rule]:
    alias, phoneme = (lexeme.findtext(_named(name)) for name in ("alias", "phoneme"))
    for grapheme in lexeme.iter(_named("grapheme")):
        said = (grapheme.text or "").strip()
        if alias:
            yield Rule(string_to_replace=said, alias=alias.strip())
        elif phoneme:
            told = {"phoneme": phoneme.strip(), "alphabet": alphabet}
            yield Rule(type="phoneme", string_to_replace=said, **told)


def written(rules: tuple[Rule, ...]) -> bytes:
    """The rules as a PLS file."""
    ET.register_namespace("", PLS)
    root = ET.Element(_named("lexicon"), {"version": "1.0", "alphabet": "ipa", LANGUAGE: "en"})
    for rule in rules:
        lexeme = ET.SubElement(root, _named("lexeme"))
        ET.SubElement(lexeme, _named("grapheme")).text = rule.string_to_replace
        ET.SubElement(lexeme, _named(rule.type)).text = rule.alias or rule.phoneme
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _named(name: str) -> str:
    return f"{{{PLS}}}{name}"
