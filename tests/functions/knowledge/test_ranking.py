from uuid import UUID

from functions.knowledge import ranking
from functions.knowledge.ranking import Known, Term
from shared.ports import Near
from shared.value import Spoken


def a_term(word: str, documents: int) -> Term:
    return Term(lexemes=frozenset({word}), documents=documents)


def test_rare_words_are_looked_for_alone_and_common_ones_together() -> None:
    terms = [a_term("rare", 10), a_term("card", 5_000), a_term("pay", 6_000)]
    assert ranking.likely(terms, 100_000) == ["('rare')", "('card') & ('pay')"]


def test_words_that_are_everywhere_are_not_looked_for() -> None:
    assert ranking.likely([a_term("printer", 3_000)], 3_000) == []


def test_a_stop_word_of_one_language_is_no_rare_word_of_the_other() -> None:
    known = [
        Known(word="the", language=Spoken.EN, lexeme=None, documents=0),
        Known(word="the", language=Spoken.ES, lexeme="the", documents=0),
    ]
    assert ranking.terms(known, {}) == []
    assert ranking.language(known, Spoken.ES) is Spoken.EN


def test_what_is_in_both_rankings_comes_before_what_leads_one() -> None:
    first, both, last = (Near(id=UUID(int=n), score=1) for n in (1, 2, 3))
    fused = ranking.fused([first, both], [last, both], 0.5)
    assert fused[0].id == both.id
    assert len(fused) == len({first.id, both.id, last.id})
