import pytest
from pydantic import ValidationError

from functions.fields import model
from functions.fields.model import Definition, Filled, Kind, KnownField, Stage
from shared.errors import Conflict, Invalid
from tests.fakes import NOON

LABEL = {"en": "Asset", "es": "Equipo"}


def a_field(kind: Kind, key: str = "asset", **more: object) -> KnownField:
    choices = ("small", "large") if kind is Kind.CHOICE else ()
    told = {"key": key, "label": LABEL, "kind": kind, "choices": choices, **more}
    return KnownField.model_validate({**told, "changed_by": "Ana", "changed_at": NOON})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, "P-7"),
        (Kind.NUMBER, 0),
        (Kind.NUMBER, -1.5),
        (Kind.DATE, "2028-02-29"),
        (Kind.CHOICE, "large"),
        (Kind.BOOLEAN, False),
        (Kind.USER, "Ana"),
        (Kind.BOOLEAN, None),
    ],
)
def test_a_value_of_its_kind_fits(kind: Kind, value: Filled) -> None:
    model.check([a_field(kind)], None, {"asset": value})


@pytest.mark.parametrize(
    ("kind", "value", "way_out"),
    [
        (Kind.TEXT, 7, "give a text"),
        (Kind.TEXT, "", "give a text"),
        (Kind.NUMBER, True, "give a number"),
        (Kind.NUMBER, float("nan"), "give a number"),
        (Kind.NUMBER, float("inf"), "give a number"),
        (Kind.DATE, "2027-02-29", "2027-03-01"),
        (Kind.DATE, "20270301", "2027-03-01"),
        (Kind.CHOICE, "huge", "small, large"),
        (Kind.BOOLEAN, "yes", "true, false"),
        (Kind.USER, "a" * 201, "200"),
    ],
)
def test_a_value_that_does_not_fit_is_told_what_would(
    kind: Kind, value: Filled, way_out: str
) -> None:
    with pytest.raises(Invalid) as refused:
        model.check([a_field(kind)], None, {"asset": value})
    (error,) = refused.value.extra["errors"]
    assert error["field"] == "fields.asset"
    assert way_out in error["problem"]


def test_a_field_belongs_to_the_tickets_of_its_templates() -> None:
    field = a_field(Kind.TEXT, templates=("laptop",))
    model.check([field], "laptop", {"asset": "P-7"})
    with pytest.raises(Invalid, match="asset"):
        model.check([field], None, {"asset": "P-7"})


def test_a_retired_field_is_asked_for_nowhere() -> None:
    field = a_field(Kind.TEXT, retired=True, required_in=(Stage.RESOLVED,))
    assert model.lacking([field], None, {}, "resolved") == []


def test_a_state_asks_for_what_it_needs() -> None:
    field = a_field(Kind.BOOLEAN, required_in=(Stage.RESOLVED,))
    assert model.lacking([field], None, {}, "on_hold") == []
    assert model.lacking([field], None, {"asset": False}, "resolved") == []
    missing = model.lacking([field], None, {}, "resolved")
    with pytest.raises(Conflict, match="Before a ticket is resolved, fill in"):
        model.refuse_lack(missing, "resolved")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "choice"},
        {"kind": "text", "choices": ["a"]},
        {"kind": "choice", "choices": ["a", "a"]},
        {"kind": "text", "label": {"en": "Asset"}},
        {"kind": "text", "required_in": ["closed"]},
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Definition.model_validate({"label": LABEL, **wrong})
