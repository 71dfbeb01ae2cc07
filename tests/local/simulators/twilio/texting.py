"""Messages between the app and a friend."""

from typing import Any

import httpx
from fastapi.responses import Response

from tests.local.simulators.twilio.box import OURS, PUBLIC, Box

FRIEND = "+13125550100"


async def send(box: Box, to: str = FRIEND, **more: Any) -> httpx.Response:
    form = {"To": to, "From": OURS, "Body": "Hello", "StatusCallback": f"{PUBLIC}/texted", **more}
    return await box.http.post(f"{box.path}/Messages.json", data=form)


async def sent(box: Box, to: str = FRIEND, **more: Any) -> dict[str, Any]:
    """The message when nothing more becomes of it."""
    made = await send(box, to, **more)
    await box.rest()
    found: dict[str, Any] = await box.get(f"{box.path}/Messages/{made.json()['sid']}.json")
    return found


async def texted(box: Box, body: str, *answers: str | Response) -> list[dict[str, Any]]:
    """Everything in the box after a friend texted us and the app answered so."""
    own = next(iter(box.simulator.network.numbers.values()))
    path = f"{box.path}/IncomingPhoneNumbers/{own.sid}.json"
    await box.http.post(path, data={"SmsUrl": f"{PUBLIC}/text"})
    if answers:
        box.app.says("/text", *answers)
    await box.http.post("/__sim__/sms", json={"from": FRIEND, "to": OURS, "body": body})
    await box.rest()
    return list(await box.get("/__sim__/sms"))
