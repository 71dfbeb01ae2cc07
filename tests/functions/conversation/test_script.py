import pytest

from functions.conversation.meanings import OPT_OUT, plain


@pytest.mark.parametrize(
    "words",
    [
        "stop calling me",
        "please don't call me again",
        "do not call us",
        "can you take me off your list",
        "opt me out",
        "remove my number, please",
        "never call this number again!",
        "no vuelvan a llamarme",
        "no vuelva a llamar a este número",
        "nunca más me llamen",
        "borren mi número",
        "no me llamen más",
        "no nos vuelvan a llamar",
        "¡dejen de llamarme!",
        "no quiero recibir llamadas",
        "bórreme de la lista",
        "quiero darme de baja",
    ],
)
def test_it_wants_no_more_calls(words: str) -> None:
    assert OPT_OUT.search(plain(words))


@pytest.mark.parametrize(
    "words",
    [
        "they don't call me back",
        "you don't call us when it is ready",
        "ayer no me llamaron",
        "nadie nos llamó",
        "call me tomorrow",
        "you never call me back",
        "they never call this office",
        "remove my number from the order and use the other one",
        "vuelvan a llamarme mañana",
        "nunca me llaman",
        "llámeme mañana",
        "I want to remove an item from my order",
    ],
)
def test_it_speaks_of_calls_and_wants_them(words: str) -> None:
    assert not OPT_OUT.search(plain(words))
