import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime

from shared import messages
from shared.messages import CATALOGUE, Message
from tests.fakes import NOON

# https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata#queue-names
NAME = re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")

written = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | written
entries = st.dictionaries(written, leaves | st.lists(leaves), max_size=5)
STRATEGIES: dict[object, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    tuple[UUID, ...]: st.lists(st.uuids(), max_size=5).map(tuple),
    AwareDatetime: st.datetimes(timezones=st.just(UTC)),
    bool: st.booleans(),
    int: st.integers(),
    UUID | None: st.none() | st.uuids(),
    int | None: st.none() | st.integers(),
    tuple[dict[str, Any], ...]: st.lists(entries, max_size=5).map(tuple),
    tuple[str, ...]: st.lists(written, max_size=5).map(tuple),
    str: written,
}


def every(of: type[Message]) -> Iterator[type[Message]]:
    for each in of.__subclasses__():
        yield each
        yield from every(each)


def filled(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Messages of that kind with whatever fits into their fields."""
    sent = {name: field for name, field in kind.model_fields.items() if not field.exclude}
    fields = {name: STRATEGIES[field.annotation] for name, field in sent.items()}
    return st.fixed_dictionaries(fields).map(kind.model_validate)


def test_every_message_stands_in_the_catalogue() -> None:
    declared = {each for each in every(Message) if each.__module__ == messages.__name__}
    assert declared == set(CATALOGUE)
    assert len(CATALOGUE) == len(declared)


def test_no_two_messages_share_a_queue() -> None:
    queues = [kind.queue for kind in CATALOGUE]
    assert sorted(set(queues)) == sorted(queues)


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_queue_has_a_name_that_azure_takes_with_room_for_poison(kind: type[Message]) -> None:
    assert NAME.fullmatch(kind.queue)
    assert NAME.fullmatch(f"{kind.queue}-poison")


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_message_says_who_sends_it_to_whom(kind: type[Message]) -> None:
    assert re.match(r"[a-z]+(, [a-z]+)* -> [a-z]+: .+\.$", (kind.__doc__ or "").splitlines()[0])


@pytest.mark.parametrize("kind", CATALOGUE)
@given(data=st.data())
def test_a_message_arrives_as_it_was_sent(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(filled(kind))
    assert kind.model_validate_json(message.model_dump_json()) == message


def test_a_message_is_born_at_the_instant_it_is_given() -> None:
    born = messages.EmbedDocuments.new(NOON).message_id
    assert born.int >> 80 == int(NOON.timestamp() * 1000)
