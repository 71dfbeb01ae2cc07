from uuid import UUID

from functions.knowledge import model
from functions.knowledge.model import EMBEDDED_LETTERS, Kind, Space, Unread
from shared.ports import Near
from shared.value import Spoken


def test_the_gist_begins_with_the_title_and_has_an_end() -> None:
    unread = Unread(
        id=UUID(int=1),
        kind=Kind.TICKET,
        title="VPN",
        text="x" * 9000,
        language=Spoken.EN,
        text_version=1,
    )
    assert unread.gist.startswith("VPN\nxxx")
    assert len(unread.gist) == EMBEDDED_LETTERS


def test_a_space_is_named_for_model_and_length() -> None:
    assert str(Space(model="small", dimensions=384)) == "small/384"


def test_the_nearest_of_all_kinds_come_first() -> None:
    near = [Near(id=UUID(int=n), score=score) for n, score in ((1, 0.2), (2, 0.9), (3, 0.5))]
    assert [each.id.int for each in model.best(near, 2)] == [2, 3]
