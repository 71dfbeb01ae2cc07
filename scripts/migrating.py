"""Brings the configured database up to date, and says what it did."""

import asyncio
import sys

from shared.db.migrate import BrokenHistory, migrate
from shared.errors import Unavailable
from shared.settings import Settings, WrongSettings


def main() -> int:
    """Exit code 0 when the database has the shape the code needs."""
    try:
        settings = Settings.load()
        url = settings.database.direct_url or settings.database.url
        applied = asyncio.run(migrate(str(url)))
    except (WrongSettings, BrokenHistory, Unavailable) as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(f"applied {name}" for name in applied) or "nothing to apply")
    return 0


if __name__ == "__main__":
    sys.exit(main())
