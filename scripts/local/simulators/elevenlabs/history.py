"""What was spoken lately: the history of the account, and its routes."""

import io
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from scripts.local.simulators.elevenlabs import refusals
from scripts.local.simulators.elevenlabs.account import Charge, Voice
from scripts.local.simulators.elevenlabs.asked import Body, SpeechRequest
from scripts.local.simulators.elevenlabs.audio import Rendering

KEPT = 200  # items; the service keeps them for years


@dataclass(frozen=True)
class Item:
    """One generation."""

    id: str
    request: str
    voice: Voice
    wanted: SpeechRequest
    form: str
    rendering: Rendering
    charge: Charge
    unix: int


class History:
    """The latest generations, the oldest first."""

    def __init__(self) -> None:
        self.items: OrderedDict[str, Item] = OrderedDict()

    def add(self, item: Item) -> None:
        """Keep one more; the oldest is dropped."""
        self.items[item.id] = item
        if len(self.items) > KEPT:
            self.items.popitem(last=False)

    def get(self, number: str) -> Item:
        """One of them. Raises `Refusal`."""
        if number not in self.items:
            raise refusals.no_item(number)
        return self.items[number]


class Listing(Body):
    """Which items, in which order."""

    page_size: Annotated[int, Query(ge=1, le=1000)] = 100
    start_after_history_item_id: str | None = None
    voice_id: str | None = None
    model_id: str | None = None
    date_before_unix: int | None = None
    date_after_unix: int | None = None
    sort_direction: str = "desc"
    search: str | None = None
    source: str | None = None

    def found(self, history: History) -> list[Item]:
        """All of them that fit. Raises `Refusal` where it is to start after an unknown one."""
        items = list(history.items.values())
        ordered = items if self.sort_direction == "asc" else items[::-1]
        if self.start_after_history_item_id:
            last = history.get(self.start_after_history_item_id)
            ordered = ordered[ordered.index(last) + 1 :]
        return [item for item in ordered if self._fits(item)]

    def _fits(self, item: Item) -> bool:
        before, after = self.date_before_unix, self.date_after_unix
        return (
            self.voice_id in (None, item.voice.id)
            and self.model_id in (None, item.wanted.model_id)
            and self.source in (None, "TTS")
            and (before is None or item.unix < before)
            and (after is None or item.unix >= after)
            and (self.search or "").casefold() in item.wanted.text.casefold()
        )


class Download(Body):
    """Which items to fetch at once."""

    history_item_ids: list[str]
    output_format: str | None = None


def routes(history: History) -> APIRouter:
    """`/v1/history`."""
    router = APIRouter(prefix="/v1/history")

    @router.get("")
    async def get_history(listing: Annotated[Listing, Query()]) -> dict[str, Any]:
        found = listing.found(history)
        page = found[: listing.page_size]
        return {
            "history": [_shown(item) for item in page],
            "last_history_item_id": page[-1].id if page else None,
            "has_more": len(found) > len(page),
        }

    @router.get("/{number}")
    async def get_item(number: str) -> dict[str, Any]:
        return _shown(history.get(number))

    @router.delete("/{number}")
    async def delete_item(number: str) -> dict[str, str]:
        del history.items[history.get(number).id]
        return {"status": "ok"}

    @router.get("/{number}/audio")
    async def get_audio(number: str) -> Response:
        rendering = history.get(number).rendering
        return Response(rendering.content, media_type=rendering.media_type)

    @router.post("/download")
    async def post_download(wanted: Download) -> Response:
        items = [history.get(number) for number in wanted.history_item_ids]
        if len(items) == 1:
            rendering = items[0].rendering
            return Response(rendering.content, media_type=rendering.media_type)
        return Response(_zipped(items), media_type="application/zip")

    return router


def _shown(item: Item) -> dict[str, Any]:
    settings = item.wanted.voice_settings
    return {
        "history_item_id": item.id,
        "request_id": item.request,
        "voice_id": item.voice.id,
        "voice_name": item.voice.name,
        "voice_category": "premade",
        "model_id": item.wanted.model_id,
        "text": item.wanted.text,
        "date_unix": item.unix,
        "character_count_change_from": item.charge.before,
        "character_count_change_to": item.charge.after,
        "content_type": item.rendering.media_type,
        "state": "created",
        "settings": settings.model_dump(exclude_none=True) if settings else {},
        "source": "TTS",
        "output_format": item.form,
    }


def _zipped(items: list[Item]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for item in items:
            archive.writestr(f"{item.id}.{item.form.split('_')[0]}", item.rendering.content)
    return file.getvalue()
