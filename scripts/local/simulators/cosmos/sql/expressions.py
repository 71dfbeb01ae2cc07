"""Reads expressions, and gives each as a function from a document to a value."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.cosmos.sql.functions import FUNCTIONS
from scripts.local.simulators.cosmos.sql.values import UNDEFINED, equal, ordered
from scripts.local.simulators.cosmos.sql.words import Word, incorrect, words

type Expression = Callable[[Any], Any]

CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None, "UNDEFINED": UNDEFINED}
HOLDS: Mapping[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


class Reader:
    """Goes through the words of one query. `alias` is what it calls a document."""

    def __init__(self, query: str, parameters: Mapping[str, Any]) -> None:
        self._words, self._at = words(query), 0
        self._parameters = parameters
        self.alias = "c"

    @property
    def word(self) -> Word:
        """The next word."""
        return self._words[self._at]

    def skip_to(self, keyword: str) -> bool:
        """Whether that keyword comes later; whoever asks goes there, and `back` again."""
        found = [
            at
            for at, word in enumerate(self._words)
            if word.upper == keyword and (at == 0 or self._words[at - 1].text != ".")
        ]
        self._at = found[0] if found else self._at
        return bool(found)

    def back(self, at: int = 0) -> None:
        """Go on from there."""
        self._at = at

    @property
    def last(self) -> str:
        """The word before the next, as the name of a column."""
        word = self._words[self._at - 1]
        return word.text if word.kind == "name" and word.text != self.alias else ""

    def written_since(self, begin: Word) -> str:
        """The path that began with that word, as an index names it."""
        names = self._words[self._words.index(begin) + 1 : self._at]
        return "".join(f"/{word.text}" for word in names if word.kind == "name")

    def take(self, *wanted: str) -> bool:
        """Whether the next word is one of these; if so, it is gone."""
        if self.word.upper not in wanted:
            return False
        self._at += 1
        return True

    def need(self, wanted: str) -> None:
        """The next word has to be this."""
        if not self.take(wanted):
            raise incorrect(self.word)

    def of_kind(self, *kinds: str) -> Word:
        """The next word, which has to be of one of these kinds."""
        word = self.word
        if word.kind not in kinds:
            raise incorrect(word)
        self._at += 1
        return word

    def count(self) -> int:
        """A whole number, written or given."""
        word = self.of_kind("number", "parameter")
        value = self._parameter(word) if word.kind == "parameter" else json.loads(word.text)
        if type(value) is not int or value < 0:
            raise incorrect(word)
        return value

    def expression(self) -> Expression:
        """Anything that has a value."""
        one = self._conjunction()
        while self.take("OR"):
            one = _either(one, self._conjunction())
        return one

    def _conjunction(self) -> Expression:
        one = self._negation()
        while self.take("AND"):
            one = _both(one, self._negation())
        return one

    def _negation(self) -> Expression:
        if self.take("NOT"):
            inner = self._negation()
            return lambda body: _negated(inner(body))
        return self._comparison()

    def _comparison(self) -> Expression:
        one = self._value()
        negated = self.take("NOT")
        if self.take("IN"):
            return _unless(_among(one, self._list()), negated=negated)
        if self.take("BETWEEN"):
            low = self._value()
            self.need("AND")
            within = _both(_order(one, low, ">="), _order(one, self._value(), "<="))
            return _unless(within, negated=negated)
        if negated:
            raise incorrect(self.word)
        return self._compared(one)

    def _compared(self, one: Expression) -> Expression:
        sign = self.word.upper
        if self.take("=", "!=", "<>"):
            other = self._value()
            same: Expression = lambda body: equal(one(body), other(body))  # noqa: E731
            return _unless(same, negated=sign != "=")
        return _order(one, self._value(), sign) if self.take(*HOLDS) else one

    def _list(self) -> list[Expression]:
        self.need("(")
        found = [self.expression()]
        while self.take(","):
            found.append(self.expression())
        self.need(")")
        return found

    def _value(self) -> Expression:
        if self.take("("):
            inner = self.expression()
            self.need(")")
            return self._path(inner)
        if self.take("["):
            return self._array()
        word = self.of_kind("number", "text", "parameter", "name")
        if word.kind == "name":
            return self._named(word)
        value = self._parameter(word) if word.kind == "parameter" else literal(word)
        return self._path(lambda _: value)

    def _named(self, word: Word) -> Expression:
        if self.word.text == "(":
            return self._call(word)
        if word.text == self.alias:
            return self._path(lambda body: body)
        if word.upper not in CONSTANTS:
            raise incorrect(word)
        constant = CONSTANTS[word.upper]
        return lambda _: constant

    def _array(self) -> Expression:
        items: list[Expression] = []
        while not self.take("]"):
            if items:
                self.need(",")
            items.append(self.expression())
        return lambda body: [one for item in items if (one := item(body)) is not UNDEFINED]

    def _call(self, word: Word) -> Expression:
        if word.upper not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise Refusal(501, f"This simulator does not know {word.text}(); it knows {known}.")
        given = self._list()
        counts, function = FUNCTIONS[word.upper]
        if len(given) not in counts:
            raise Refusal(400, f"The {word.text} function takes other arguments.")
        return lambda body: function([one(body) for one in given])

    def _path(self, root: Expression) -> Expression:
        steps: list[Any] = []
        while self.word.text in (".", "[") and self.word.kind == "sign":
            if self.take("."):
                steps.append(self.of_kind("name").text)
                continue
            self.need("[")
            steps.append(literal(self.of_kind("text", "number")))
            self.need("]")
        return (lambda body: followed(root(body), steps)) if steps else root

    def _parameter(self, word: Word) -> Any:
        if word.text not in self._parameters:
            raise Refusal(400, f"The query names the parameter {word.text}, which is not given.")
        return self._parameters[word.text]


def literal(word: Word) -> Any:
    """What a number or a text in quotes means."""
    if word.kind == "number":
        return json.loads(word.text)
    inside = word.text[1:-1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"')
    try:
        return json.loads(f'"{inside}"', strict=False)
    except ValueError as error:
        raise incorrect(word) from error


def followed(value: Any, steps: list[Any]) -> Any:
    """Where a path leads from there."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step, UNDEFINED)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return UNDEFINED
    return value


def _either(one: Expression, other: Expression) -> Expression:
    def either(body: Any) -> Any:
        found = (one(body), other(body))
        if any(value is True for value in found):
            return True
        return False if all(value is False for value in found) else UNDEFINED

    return either


def _both(one: Expression, other: Expression) -> Expression:
    def both(body: Any) -> Any:
        found = (one(body), other(body))
        if any(value is False for value in found):
            return False
        return True if all(value is True for value in found) else UNDEFINED

    return both


def _negated(value: Any) -> Any:
    return not value if isinstance(value, bool) else UNDEFINED


def _unless(one: Expression, *, negated: bool) -> Expression:
    return (lambda body: _negated(one(body))) if negated else one


def _order(one: Expression, other: Expression, sign: str) -> Expression:
    def order(body: Any) -> Any:
        found = ordered(one(body), other(body))
        return UNDEFINED if found is UNDEFINED else HOLDS[sign](found)

    return order


def _among(one: Expression, others: list[Expression]) -> Expression:
    def among(body: Any) -> Any:
        value = one(body)
        if value is UNDEFINED:
            return UNDEFINED
        return any(equal(value, other(body)) is True for other in others)

    return among
