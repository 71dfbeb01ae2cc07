"""Follows the chain of the audit from its beginning, and says whether it holds."""

import asyncio
import sys

from functions.audit import service
from functions.audit.model import Verification
from shared.errors import VendorProblem
from shared.settings import Settings, WrongSettings
from shared.wiring import build


async def _verified(settings: Settings) -> Verification:
    wired = build(settings)
    try:
        return await service.verify(wired.db)
    finally:
        await wired.db.close()


def main() -> int:
    """Exit code 0 when nothing that was sealed has changed since."""
    try:
        found = asyncio.run(_verified(Settings.load()))
    except (WrongSettings, VendorProblem) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(found.model_dump_json(indent=2))
    return 0 if found.intact else 1


if __name__ == "__main__":
    sys.exit(main())
