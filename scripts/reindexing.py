"""Makes the index of vectors and the list of words anew from PostgreSQL, which has the truth."""

import asyncio
import sys

from functions.knowledge import embedding
from shared.errors import VendorProblem
from shared.settings import Settings, WrongSettings
from shared.wiring import build


async def _rebuilt(settings: Settings) -> int:
    wired = build(settings)
    try:
        return await embedding.rebuild(wired.db, wired.vectors, wired.embeddings)
    finally:
        await wired.db.close()


def main() -> int:
    """Exit code 0 when the index is whole again. Searches meanwhile answer from PostgreSQL."""
    try:
        copied = asyncio.run(_rebuilt(Settings.load()))
    except (WrongSettings, VendorProblem) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{copied} vectors copied")
    return 0


if __name__ == "__main__":
    sys.exit(main())
