"""Brings the configured database up to date, and says what it did."""

import asyncio
import sys

from shared.adapters.identity import Identity, postgres_password
from shared.db.migrate import BrokenHistory, migrate
from shared.errors import VendorProblem
from shared.settings import Settings, WrongSettings


async def _applied(settings: Settings) -> list[str]:
    url = settings.database.direct_url or settings.database.url
    if not settings.database.entra:
        return await migrate(str(url))
    identity = Identity(settings.identity_client_id)
    try:
        return await migrate(str(url), password=await postgres_password(identity))
    finally:
        await identity.close()


def main() -> int:
    """Exit code 0 when the database has the shape the code needs."""
    try:
        applied = asyncio.run(_applied(Settings.load()))
    except (WrongSettings, BrokenHistory, VendorProblem) as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(f"applied {name}" for name in applied) or "nothing to apply")
    return 0


if __name__ == "__main__":
    sys.exit(main())
