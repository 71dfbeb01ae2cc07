"""Things an orchestration waits for, on the host's side of the replay."""

from collections.abc import Callable, Sequence


class Task:
    """Open until it ends, well or badly. Who waits is told at once, as .NET's continuations are."""

    __slots__ = ("_waiting", "failed", "over")

    def __init__(self) -> None:
        self.over, self.failed = False, False
        self._waiting: list[Callable[[Task], None]] = []

    def end(self, *, failed: bool = False) -> None:
        """The first end counts."""
        if self.over:
            return
        self.over, self.failed = True, failed
        waiting, self._waiting = self._waiting, []
        for tell in waiting:
            tell(self)

    def then(self, tell: Callable[["Task"], None]) -> None:
        """Call when it is over, which may be now."""
        if self.over:
            tell(self)
        else:
            self._waiting.append(tell)


def ended() -> Task:
    """A task that was over before it began."""
    task = Task()
    task.end()
    return task


def all_of(tasks: Sequence[Task]) -> Task:
    """Over when every one is, even where one failed before: Task.WhenAll."""
    whole, left = Task(), [len(tasks)]

    def one_less(_: Task) -> None:
        left[0] -= 1
        if not left[0]:
            whole.end(failed=any(each.failed for each in tasks))

    for task in tasks:
        task.then(one_less)
    return whole if tasks else ended()


def any_of(tasks: Sequence[Task]) -> Task:
    """Over with the first that is, well or badly: Task.WhenAny."""
    whole = Task()
    for task in tasks:
        task.then(lambda _: whole.end())
    return whole
