"""What the account is, and what it used: subscription, user, usage and models."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from scripts.local.simulators.elevenlabs.account import Account
from scripts.local.simulators.elevenlabs.asked import Body
from scripts.local.simulators.elevenlabs.models import MODELS, shown


class Window(Body):
    """Which days of usage, in milliseconds of Unix time, and how they are broken down."""

    start_unix: int
    end_unix: int
    include_workspace_metrics: bool = False
    breakdown_type: Literal["none", "voice", "model"] = "none"
    aggregation_interval: Literal["day", "cumulative"] = "day"
    metric: Literal["credits"] = "credits"

    def usage(self, account: Account) -> dict[str, Any]:
        """The characters of each day, or of all of them together."""
        days = list(range(_day(self.start_unix), _day(self.end_unix) + 1))
        usage = {
            name: [_used(account, day, self.breakdown_type, name) for day in days]
            for name in _names(account, self.breakdown_type)
        }
        if self.aggregation_interval == "cumulative":
            days = days[:1]
            usage = {name: [sum(amounts)] for name, amounts in usage.items()}
        return {"time": [_unix(day) for day in days], "usage": usage}


def routes(account: Account) -> APIRouter:
    """`/v1/user`, `/v1/usage` and `/v1/models`."""
    router = APIRouter(prefix="/v1")

    @router.get("/models")
    async def get_models() -> list[dict[str, Any]]:
        return [shown(model) for model in MODELS.values()]

    @router.get("/user/subscription")
    async def get_subscription() -> dict[str, Any]:
        return {**_subscription(account), "open_invoices": [], "has_open_invoices": False}

    @router.get("/user")
    async def get_user() -> dict[str, Any]:
        return _user(account)

    @router.get("/usage/character-stats")
    async def get_usage(window: Annotated[Window, Query()]) -> dict[str, Any]:
        return window.usage(account)

    return router


def _subscription(account: Account) -> dict[str, Any]:
    plan = account.config.plan
    return {
        "tier": plan,
        "status": "free" if plan == "free" else "active",
        "character_count": account.spent,
        "character_limit": account.quota,
        "max_character_limit_extension": 0,
        "max_credit_limit_extension": 0,
        "can_extend_character_limit": False,
        "allowed_to_extend_character_limit": False,
        "next_character_count_reset_unix": int(account.next_month().timestamp()),
        "voice_slots_used": 0,
        "professional_voice_slots_used": 0,
        "professional_voice_slots_used_in_workspace": 0,
        "voice_limit": 30,
        "voice_add_edit_counter": 0,
        "professional_voice_limit": 1,
        "can_extend_voice_limit": False,
        "can_use_instant_voice_cloning": plan != "free",
        "can_use_professional_voice_cloning": plan not in ("free", "starter"),
        "currency": "usd",
        "current_overage": {"amount": "0", "currency": "usd"},
        "billing_period": "monthly_period",
        "character_refresh_period": "monthly_period",
    }


def _user(account: Account) -> dict[str, Any]:
    return {
        "user_id": "simulator",
        "workspace_id": "simulator",
        "subscription": _subscription(account),
        "is_new_user": False,
        "can_use_delayed_payment_methods": False,
        "is_onboarding_completed": True,
        "is_onboarding_checklist_completed": True,
        "is_api_key_hashed": True,
        "created_at": 0,
        "seat_type": "workspace_admin",
    }


def _names(account: Account, kind: str) -> list[str]:
    if kind == "none":
        return ["All"]
    return sorted({_name(key, kind) for key in account.by_day})


def _name(key: tuple[int, str, str], kind: str) -> str:
    _, voice, model = key
    return {"voice": voice, "model": model}.get(kind, "All")


def _used(account: Account, day: int, kind: str, name: str) -> float:
    fitting = (key for key in account.by_day if key[0] == day and _name(key, kind) == name)
    return float(sum(account.by_day[key] for key in fitting))


def _day(milliseconds: int) -> int:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).toordinal()


def _unix(day: int) -> int:
    return int(datetime.fromordinal(day).replace(tzinfo=UTC).timestamp() * 1000)
