"""How what was found is put in order: words by how much they say, words and meaning together."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from uuid import UUID

from shared.ports import Near
from shared.value import Spoken, Value

# How much meaning counts beside words, and how steeply places count. The first was chosen on a
# tenth of the training part of banking77, never on its test part; equal weights lose there to
# meaning alone. The second on our Spanish tickets, each asked for among the others. See
# docs/benchmarks.md.
MEANING = 0.8
FOREIGN = 0.6  # where the model does not understand the language, but sees equal pieces of words
GUESSING = 0.3  # where every word is mistyped: the model sees pieces of words that mean nothing
STEEPNESS = 5
LIKELY = 2000  # documents whose rank is worked out, about
TELLING = 5  # words that choose them
TOGETHER = 3  # how many of those at once
RANKED = 16  # words, the rarest, that are looked for in those
GUESSED = 0.7  # what a word is worth that was not typed like this
SHORTEST = 4  # letters a word has that can be told to be mistyped


class Known(Value):
    """A word that was typed, in one language: its lexeme, or none, and how many have that.

    `among` is how many documents there are whose words were counted.
    """

    word: str
    language: Spoken
    lexeme: str | None
    documents: int
    among: int = 0


class Term(Value):
    """One word that was typed, as documents have it: any of these, in so many of them."""

    lexemes: frozenset[str]
    documents: int
    sure: float = 1  # less, where it is a guess at what was mistyped

    def weight(self, total: int) -> float:
        """How much it says: the rarer the more (BM25's inverse document frequency)."""
        rare = (total - self.documents + 0.5) / (self.documents + 0.5)
        return self.sure * math.log(1 + max(rare, 0))

    @property
    def query(self) -> str:
        """In tsquery's syntax."""
        return " | ".join(quoted(lexeme) for lexeme in sorted(self.lexemes))

    @property
    def titled(self) -> str:
        """The same in a title."""
        return " | ".join(f"{quoted(lexeme)}:A" for lexeme in sorted(self.lexemes))


def terms(known: Iterable[Known], guesses: Mapping[str, Mapping[str, int]]) -> list[Term]:
    """The words to look for, the rarest first. `guesses` are what unknown ones may mean."""
    known = list(known)
    stop = {each.word for each in known if each.lexeme is None}
    words: dict[str, dict[str, int]] = {}
    for each in known:
        if each.lexeme is not None and (each.documents or each.word not in stop):
            had = words.setdefault(each.word, {})
            had[each.lexeme] = had.get(each.lexeme, 0) + each.documents
    found = [_term(had, guesses.get(word, {})) for word, had in words.items()]
    return sorted(found, key=lambda term: term.documents)[:RANKED]


def _term(had: Mapping[str, int], guessed: Mapping[str, int]) -> Term:
    if guessed:
        documents = sum(guessed.values())
        return Term(lexemes=frozenset({*had, *guessed}), documents=documents, sure=GUESSED)
    there = {lexeme for lexeme, documents in had.items() if documents} or set(had)
    return Term(lexemes=frozenset(there), documents=sum(had.values()))


def unknown(known: Sequence[Known]) -> list[str]:
    """The words that no document has, if they are words at all: what may be mistyped."""
    stop = {each.word for each in known if each.lexeme is None}
    there = {each.word for each in known if each.documents}
    words = dict.fromkeys(each.word for each in known)
    return [w for w in words if len(w) >= SHORTEST and w.isalpha() and w not in stop | there]


def language(known: Iterable[Known], default: Spoken) -> Spoken:
    """Of the words: the one in which most of them are stop words, or stand in documents."""
    tally = dict.fromkeys(Spoken, 0)
    for each in known:
        tally[each.language] += each.lexeme is None or each.documents > 0
    return max(tally, key=lambda spoken: (tally[spoken], spoken is default))


def quoted(lexeme: str) -> str:
    """A lexeme in tsquery's syntax, whatever is in it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def likely(terms: Sequence[Term], total: int) -> list[str]:
    """What the documents match that are worth ranking, as few as can be told beforehand.

    Each word that is rare enough, and those that are not together with others. Looking at all that
    share any word costs as much as there are documents. Empty where even all words together are
    in too many: then only the newest can be looked at.
    """
    new = [term.query for term in terms if not term.documents]  # in no text counted yet
    telling = sorted((term for term in terms if term.documents), key=lambda term: term.documents)
    expected = _expected([term.documents for term in telling[:TELLING]], total)
    chosen, sum_expected = list[frozenset[int]](), 0.0
    for some, documents in sorted(expected.items(), key=lambda each: (each[1], len(each[0]))):
        sum_expected += documents
        if sum_expected > LIKELY:
            break
        chosen.append(some)
    # What fewer of its words find need not be looked for with more of them.
    fewest = [some for some in chosen if not any(fewer < some for fewer in chosen)]
    together = [" & ".join(f"({telling[n].query})" for n in sorted(some)) for some in fewest]
    return new + together


def _expected(counts: Sequence[int], total: int) -> dict[frozenset[int], float]:
    """How many documents have these words together, for each few of them, were they strewn."""
    shares = [count / max(total, 1) for count in counts]
    return {
        frozenset(some): total * math.prod(shares[n] for n in some)
        for size in range(1, min(TOGETHER, len(shares)) + 1)
        for some in combinations(range(len(shares)), size)
    }


def fused(meaning: Sequence[Near], words: Sequence[Near], weight: float) -> list[Near]:
    """Both rankings in one, by weighted reciprocal ranks; `weight` is that of the meaning.

    Places count, not scores: a cosine and a sum of logarithms do not compare. Cormack, Clarke and
    Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009.
    """
    scores: dict[UUID, float] = {}
    for ranked, worth in ((meaning, weight), (words, 1 - weight)):
        for place, each in enumerate(ranked):
            scores[each.id] = scores.get(each.id, 0) + worth / (STEEPNESS + place + 1)
    by_score = sorted(scores.items(), key=lambda each: -each[1])
    return [Near(id=id_, score=score) for id_, score in by_score]
