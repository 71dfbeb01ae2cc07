"""Every failure with a name: what the caller is told, and what the code may do next.

Problem
├── Invalid           422  the input is wrong, and says which field and why
├── Unauthenticated   401  nobody, or nobody we know
├── Forbidden         403  known, but not allowed
├── NotFound          404
├── Conflict          409  the state does not allow it
├── Stale             412  somebody changed it meanwhile
├── Unconditional     428  say which version you have seen
├── TooLarge          413
├── TooMany           429  more than one may ask in that time
└── VendorProblem          a call to somebody else's service failed
    ├── Unavailable   503  nothing happened there: safe to try again later
    ├── Uncertain     502  it may have happened: never repeat it blindly
    └── Rejected      502  it will never work as asked
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from shared.value import Instant, Value


class Problem(Exception):
    """A failure with a name, an HTTP status and a message fit for the caller (RFC 9457)."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    slug: ClassVar[str] = "internal"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail, self.extra = detail, extra

    def body(self) -> dict[str, Any]:
        """A problem document: type, title, status, detail, and what belongs to it."""
        named = {"type": f"/problems/{self.slug}", "title": self.title, "status": self.status}
        return {**named, "detail": self.detail, **self.extra}


class Invalid(Problem):
    """The input breaks a rule. `errors` lists {field, problem, hint}."""

    status, title, slug = 422, "Invalid input", "invalid"


class Unauthenticated(Problem):
    """Nobody signed the request, or nobody we know."""

    status, title, slug = 401, "Sign in first", "unauthenticated"


class Forbidden(Problem):
    """We know who asks, and they may not."""

    status, title, slug = 403, "Not allowed", "forbidden"


class NotFound(Problem):
    """There is no such thing, or not for this caller."""

    status, title, slug = 404, "Not found", "not-found"


class Conflict(Problem):
    """The thing is in a state that does not allow this."""

    status, title, slug = 409, "Conflicting state", "conflict"


class Difference(Value):
    """One field, as it was and as it is."""

    field: str
    then: Any
    now: Any


class Missed(Value):
    """A change that somebody has not seen: which version it made, who made it, when, and what."""

    version: int
    by: str | None
    at: Instant | None
    changes: tuple[Difference, ...]


class Stale(Problem):
    """The caller has seen an older version than the one stored."""

    status, title, slug = 412, "Changed by somebody else", "stale"

    @classmethod
    def unlogged(
        cls,
        what: str,
        *,
        seen: int,
        version: int,
        now: Mapping[str, Any],
        wanted: Mapping[str, Any],
    ) -> Self:
        """The same of things whose changes nobody writes down: what the wish would undo."""
        changed = [
            {"field": field, "now": now[field]}
            for field, value in wanted.items()
            if now[field] != value
        ]
        return cls(_late(what, seen, version), version=version, missed=[], changed=changed)

    @classmethod
    def last_changed(
        cls, what: str, *, seen: int, version: int, by: str | None, at: Instant | None
    ) -> Self:
        """The same of things that remember their last change alone. Version 0 is none yet."""
        last = Missed(version=version, by=by, at=at, changes=())
        return cls.since(what, seen=seen, version=version, missed=[last] if version else ())

    @classmethod
    def since(cls, what: str, *, seen: int, version: int, missed: Sequence[Missed]) -> Self:
        """Tells who changed what and when since the version seen. `missed`: the newest first."""
        first: dict[str, Any] = {}
        latest: dict[str, Any] = {}
        for change in (each for past in reversed(missed) for each in past.changes):
            first.setdefault(change.field, change.then)
            latest[change.field] = change.now
        return cls(
            _late(what, seen, version),
            version=version,
            missed=[_told(each) for each in missed],
            changed=[
                {"field": field, "then": then, "now": latest[field]}
                for field, then in first.items()
                if latest[field] != then
            ],
        )


def _late(what: str, seen: int, version: int) -> str:
    return (
        f"You have seen version {seen}, by now it is version {version}. "
        f"Read the {what} again, and make your change on that."
    )


def _told(past: Missed) -> dict[str, Any]:
    told = past.model_dump(mode="json", exclude={"changes"})
    return {**told, "fields": [each.field for each in past.changes]}


class Unconditional(Problem):
    """A change must say which version it was made from."""

    status, title, slug = 428, "Say which version you changed", "unconditional"


class TooLarge(Problem):
    """More than we take at once."""

    status, title, slug = 413, "Too large", "too-large"


class TooMany(Problem):
    """More than one caller may ask in that time: again after `retry_after` seconds."""

    status, title, slug = 429, "Too many requests", "too-many"

    def __init__(self, detail: str, *, retry_after: float) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class VendorProblem(Problem):
    """A call to a vendor failed. `vendor` names it, `code` is what it answered (its own code)."""

    status, title, slug = 502, "A service we rely on failed", "vendor"

    def __init__(self, detail: str, *, vendor: str, code: str = "", **extra: Any) -> None:
        super().__init__(detail, vendor=vendor, code=code, **extra)
        self.vendor, self.code = vendor, code


class Unavailable(VendorProblem):
    """Nothing happened there: safe to try again, after `retry_after` seconds if it said so."""

    status, title, slug = 503, "Not available right now", "unavailable"

    def __init__(
        self, detail: str, *, vendor: str, code: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(detail, vendor=vendor, code=code)
        self.retry_after = retry_after


class Uncertain(VendorProblem):
    """It may or may not have happened: ask the vendor before doing it again."""

    slug = "uncertain"


class Rejected(VendorProblem):
    """The vendor refused, and would refuse again."""

    slug = "rejected"
