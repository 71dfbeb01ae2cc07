"""What people write and rewrite as one: kept with an id, and a version for each time."""

from uuid import UUID

from shared.errors import NotFound, Stale
from shared.value import Instant, Value


class Record(Value):
    """What is kept beside what somebody wrote."""

    id: UUID
    version: int
    created_at: Instant


def there[R: Record](what: str, found: R | None) -> R:
    """The record. Raises `NotFound` where there is none."""
    if found is None:
        raise NotFound(f"There is no such {what}. Look for it in the list.")
    return found


def as_seen[R: Record](what: str, found: R | None, seen: int) -> R:
    """The record, if that is its version. Raises `NotFound`, and `Stale` where it is another."""
    record = there(what, found)
    if record.version != seen:
        raise Stale.since(what, seen=seen, version=record.version, missed=())
    return record


def rewritten[R: Record](what: str, found: R | None, wanted: Value, seen: int) -> R:
    """The record as it shall read, one version on: what is not given is gone.

    Raises `NotFound`, and `Stale` with what it would undo where `seen` is not its version.
    """
    before = there(what, found)
    changes = {**wanted.model_dump(), "version": before.version + 1}
    after = type(before).model_validate({**before.model_dump(), **changes})
    if before.version != seen:
        written = type(wanted).model_fields
        undone = {each for each in written if getattr(before, each) != getattr(after, each)}
        now, wish = (each.model_dump(mode="json", include=undone) for each in (before, after))
        raise Stale.unlogged(what, seen=seen, version=before.version, now=now, wanted=wish)
    return after
