"""Time for the whole local stack: one clock that everybody asks, and that can be turned."""

from scripts.local.clock.quiet import quiet_loop
from shared.adapters.virtual import Mode, VirtualClock

__all__ = ["Mode", "VirtualClock", "quiet_loop"]
