import pytest

from functions.knowledge import asked
from functions.knowledge.asked import Asked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("INC0010001", ["INC0010001"]),
        (" inc10001 ", ["INC0010001"]),
        ("10001", ["INC0010001", "KB0010001"]),
        ("kb0010002", ["KB0010002"]),
        ("#10001", ["INC0010001", "KB0010001"]),
        ("INC 10001", ["INC0010001"]),
        ("inc-10001", ["INC0010001"]),
        ("printer 10001", []),
        ("1001", []),
    ],
)
def test_a_number_is_known_as_people_type_it(typed: str, meant: list[str]) -> None:
    assert asked.numbers(typed) == meant


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("vpn drops", Asked(text="vpn drops")),
        ('"paper jam" tray', Asked(text="paper jam tray", phrases=("paper jam",))),
        ("state:new vpn", Asked(text="vpn", facets=(("state:new",),))),
        ("Estado:abierto", asked.asked("state:open")),
        ("estado:nuevo,resuelto", asked.asked("state:new,resolved")),
        ('estado:"En espera"', asked.asked("state:on_hold")),
        ('state:"in progress"', asked.asked("state:in_progress")),
        ("prioridad:crítica", asked.asked("priority:1")),
        ("canal:teléfono", asked.asked("channel:phone")),
        ("idioma:español", asked.asked("language:es")),
        ("tipo:artículo", asked.asked("kind:article")),
        ("priority:1,2", Asked(text="", facets=(("priority:1", "priority:2"),))),
        ('asignado:"Ana Pérez"', Asked(text="", facets=(("assignee:ana perez",),))),
        ("error:0x80 at http://x", Asked(text="error:0x80 at http://x")),
        ("mystate:new", Asked(text="mystate:new")),
        ('a " b', Asked(text='a " b')),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, read: Asked) -> None:
    assert asked.asked(typed) == read


def test_a_name_can_be_narrowed_to_by_each_part_of_it() -> None:
    parts = asked.facets_of_name("assignee", "Ana Pérez")
    assert list(parts) == ["assignee:ana perez", "assignee:ana", "assignee:perez"]
