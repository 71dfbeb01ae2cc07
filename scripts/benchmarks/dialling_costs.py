"""What each part of the local stack costs while something goes on: CPU seconds and memory."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import psutil

from scripts.local.processes import Process


@dataclass(frozen=True)
class Costs:
    """CPU seconds by part since some beginning. A part's children belong to it."""

    cpu: Mapping[str, float]

    @classmethod
    def of(cls, processes: Sequence[Process]) -> Self:
        """As they stand now."""
        return cls({each.program.name: _cpu(each.pid) for each in processes})

    def since(self, before: Self, times: int, *, what: str = "attempt") -> dict[str, float]:
        """CPU milliseconds for each of so many things, by part, and all together."""
        spent = {part: 1000 * (now - before.cpu[part]) / times for part, now in self.cpu.items()}
        each = {f"cpu_ms_{part}": round(ms, 2) for part, ms in spent.items()}
        return {f"cpu_ms_per_{what}": round(sum(spent.values()), 2), **each}


def _cpu(pid: int) -> float:
    """Of a process and those it has started. What a child that ended had used, its parent has."""
    process, used = psutil.Process(pid), 0.0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            used += times.user + times.system
    own = process.cpu_times()
    return float(used + own.children_user + own.children_system)


def peak_mb(pid: int) -> float:
    """The largest resident set a process has had, in MiB. Linux alone tells."""
    with open(f"/proc/{pid}/status") as status:  # noqa: PTH123 - no file
        kib = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    return int(kib) / 1024
