"""The empty database that tests of the domains have, for those of the drills."""

from tests.functions.conftest import db

__all__ = ["db"]
