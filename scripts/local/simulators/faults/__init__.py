"""What goes wrong on purpose, for all the simulators: one set of rules, one way to switch them."""

from scripts.local.simulators.faults.rules import Fault, Faults, Rule

__all__ = ["Fault", "Faults", "Rule"]
