"""x"""
from typing import Any
async def drill(calls: int) -> dict[str, Any]:
    return {}
