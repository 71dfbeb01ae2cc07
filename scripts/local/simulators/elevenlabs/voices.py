"""Who speaks: the routes of voices, in both their versions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from scripts.local.simulators.elevenlabs.account import Account, Voice
from scripts.local.simulators.elevenlabs.asked import Body

SETTINGS = {
    "stability": 0.5,
    "similarity_boost": 0.75,
    "style": 0.0,
    "use_speaker_boost": True,
    "speed": 1.0,
}


class Search(Body):
    """Which voices, in which order, how many at once. What we have no data for finds all."""

    next_page_token: str | None = None
    page_size: Annotated[int, Query(ge=1, le=100)] = 10
    search: str | None = None
    sort: str | None = None
    sort_direction: str = "desc"
    voice_type: str | None = None
    category: str | None = None
    fine_tuning_state: str | None = None
    collection_id: str | None = None
    gender: str | None = None
    age: str | None = None
    language: tuple[str, ...] = ()
    accent: str | None = None
    use_cases: tuple[str, ...] = ()
    min_notice_period_days: int | None = None
    include_custom_rates: bool | None = None
    include_live_moderated: bool | None = None
    high_quality: bool | None = None
    include_total_count: bool = True
    voice_ids: tuple[str, ...] = ()

    def found(self, voices: tuple[Voice, ...]) -> list[Voice]:
        """All that fit."""
        fitting = [voice for voice in voices if self._fits(voice)]
        if self.sort == "name":
            fitting.sort(key=lambda voice: voice.name, reverse=self.sort_direction == "desc")
        return fitting

    def _fits(self, voice: Voice) -> bool:
        said = f"{voice.name} {voice.language} {voice.gender}".casefold()
        ours = self.voice_type in (None, "default", "saved", "personal")
        return (
            ours
            and (self.search or "").casefold() in said
            and self.category in (None, "premade")
            and self.gender in (None, voice.gender)
            and (not self.language or voice.language in self.language)
            and (not self.voice_ids or voice.id in self.voice_ids)
        )


def routes(account: Account) -> APIRouter:
    """`/v1/voices` and `/v2/voices`."""
    router = APIRouter()

    @router.get("/v1/voices")
    async def get_voices() -> dict[str, Any]:
        return {"voices": [_shown(voice) for voice in account.config.voices]}

    @router.get("/v1/voices/settings/default")
    async def get_default_settings() -> dict[str, Any]:
        return SETTINGS

    @router.get("/v1/voices/{number}")
    async def get_voice(number: str, with_settings: bool = True) -> dict[str, Any]:
        shown = _shown(account.voice(number))
        return shown if with_settings else {**shown, "settings": None}

    @router.get("/v1/voices/{number}/settings")
    async def get_settings(number: str) -> dict[str, Any]:
        account.voice(number)
        return SETTINGS

    @router.get("/v2/voices")
    async def search_voices(search: Annotated[Search, Query()]) -> dict[str, Any]:
        found = search.found(account.config.voices)
        first = int(search.next_page_token or 0)
        last = first + search.page_size
        more = last < len(found)
        return {
            "voices": [_shown(voice) for voice in found[first:last]],
            "has_more": more,
            "total_count": len(found),
            "next_page_token": str(last) if more else None,
        }

    return router


def _shown(voice: Voice) -> dict[str, Any]:
    return {
        "voice_id": voice.id,
        "name": voice.name,
        "samples": None,
        "category": "premade",
        "labels": {"language": voice.language, "gender": voice.gender},
        "description": f"{voice.name} speaks in the simulator only.",
        "preview_url": None,
        "available_for_tiers": [],
        "settings": SETTINGS,
        "high_quality_base_model_ids": [],
        "is_owner": False,
        "is_legacy": False,
        "permission_on_resource": None,
    }
