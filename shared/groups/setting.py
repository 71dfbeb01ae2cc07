"""How a setting is declared: what it is for, and where its value is found."""

from typing import Any

from pydantic import Field


def setting(purpose: str, *, default: Any = ..., source: str = "", **more: Any) -> Any:
    """A field whose description is what somebody reads who has to set it."""
    return Field(default, description=f"{purpose} {source}".strip(), **more)
