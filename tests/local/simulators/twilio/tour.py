"""A tour of the whole REST API with Twilio's own client: every address and method once at least."""

from typing import Any

from twilio.rest import Client

from tests.local.simulators.twilio.box import OURS, PUBLIC, Box
from tests.local.simulators.twilio.sdk import Sdk

AGREES, FRIEND = "+12125550100", "+13125550100"
HELLO = "<Response><Say>Hello, I am an AI assistant.</Say><Pause length='20'/></Response>"


async def all_around(box: Box, sdk: Sdk) -> None:
    """Call, text, buy, verify, look up, and ask for what became of it."""
    await calls(box, sdk)
    await recordings(box, sdk)
    await texts(box, sdk)
    for stop in (numbers, applications, accounts, keys, lookups):
        await sdk.do(stop)
    await caller_ids(box, sdk)
    await tokens(sdk)


async def calls(box: Box, sdk: Sdk) -> None:
    """One call that is made, changed while it goes on, and forgotten; and one that fails."""
    box.app.says("/voice", HELLO)
    box.app.says("/broken", "<Response><Say>")
    made = await sdk.do(lambda client: create(client, f"{PUBLIC}/voice"))
    await box.until_live(made.sid)
    await sdk.do(lambda client: client.calls(made.sid).update(time_limit=15, status="canceled"))
    await box.rest()
    failed = await sdk.do(lambda client: create(client, f"{PUBLIC}/broken"))
    await box.rest()
    await sdk.do(lambda client: _look_back(client, made.sid, failed.sid))


async def recordings(box: Box, sdk: Sdk) -> None:
    """A recording that is begun, paused, stopped, and looked at from all sides."""
    made = await sdk.do(lambda client: create(client, f"{PUBLIC}/voice"))
    await box.until_live(made.sid)
    await sdk.do(lambda client: _record(client, made.sid))
    await box.rest()
    await sdk.do(lambda client: _hear(client, made.sid))


async def texts(box: Box, sdk: Sdk) -> None:
    """A message each way, one that does not arrive, and the end of one."""
    sent = await sdk.do(lambda client: text(client, AGREES))
    await sdk.do(lambda client: text(client, "+12125550103"))
    await box.http.post("/__sim__/sms", json={"from": FRIEND, "to": OURS, "body": "Hi"})
    await box.rest()
    await sdk.do(_picture)
    await sdk.do(lambda client: client.messages.list(to=AGREES, date_sent="2027-03-01"))
    await sdk.do(lambda client: client.messages(sent.sid).fetch())
    await sdk.do(lambda client: client.messages(sent.sid).update(body=""))
    await sdk.do(lambda client: client.messages(sent.sid).delete())


def create(client: Client, url: str) -> Any:
    """A call with all that can be asked for."""
    return client.calls.create(
        to=AGREES,
        from_=OURS,
        url=url,
        method="POST",
        status_callback=f"{PUBLIC}/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
        machine_detection="DetectMessageEnd",
        machine_detection_timeout=20,
        async_amd="true",
        async_amd_status_callback=f"{PUBLIC}/machine",
        record=True,
        recording_channels="dual",
        call_reason="Your order",
        timeout=30,
        time_limit=60,
    )


def text(client: Client, to: str) -> Any:
    """A message whose way is told."""
    return client.messages.create(
        to=to, from_=OURS, body="Hello", status_callback=f"{PUBLIC}/texted"
    )


def _picture(client: Client) -> None:
    made = client.messages.create(to=AGREES, from_=OURS, media_url=[f"{PUBLIC}/one.png"])
    client.messages(made.sid).media.list()


def numbers(client: Client) -> None:
    """Buy, configure, list in four ways, and give back."""
    bought = client.incoming_phone_numbers.create(
        phone_number="+12025550111", voice_url=f"{PUBLIC}/inbound", sms_url=f"{PUBLIC}/text"
    )
    client.incoming_phone_numbers(bought.sid).update(friendly_name="Line two", sms_method="GET")
    client.incoming_phone_numbers(bought.sid).fetch()
    client.incoming_phone_numbers.list(phone_number="+12025550111", beta=False)
    client.incoming_phone_numbers.local.list()
    client.incoming_phone_numbers.local.create(phone_number="+12025550112")
    client.incoming_phone_numbers.mobile.list()
    client.incoming_phone_numbers.mobile.create(phone_number="+34612345678")
    client.incoming_phone_numbers.toll_free.list()
    client.incoming_phone_numbers.toll_free.create(phone_number="+18885550100")
    client.incoming_phone_numbers(bought.sid).delete()


def applications(client: Client) -> None:
    """Make, change, list, remove."""
    made = client.applications.create(friendly_name="Desk", voice_url=f"{PUBLIC}/voice")
    client.applications(made.sid).update(sms_url=f"{PUBLIC}/text")
    client.applications(made.sid).fetch()
    client.applications.list(friendly_name="Desk")
    client.applications(made.sid).delete()


def accounts(client: Client) -> None:
    """The account, and a subaccount from its beginning to its end."""
    client.api.v2010.accounts.list()
    client.api.v2010.accounts(client.account_sid).fetch()
    below = client.api.v2010.accounts.create(friendly_name="Customer")
    client.api.v2010.accounts(below.sid).update(status="closed")


def keys(client: Client) -> None:
    """An API key from its beginning to its end."""
    made = client.new_keys.create(friendly_name="Deploy")
    client.keys(made.sid).fetch()
    client.keys(made.sid).update(friendly_name="Deployment")
    client.keys.list()
    client.keys(made.sid).delete()


def lookups(client: Client) -> None:
    """A number that is one, one that is none, and no number at all."""
    for number in (AGREES, "+12125550199999", "nobody"):
        client.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence,caller_name")


async def caller_ids(box: Box, sdk: Sdk) -> None:
    """Verify, rename, list, forget."""
    await sdk.do(lambda client: client.validation_requests.create(phone_number=FRIEND))
    await box.rest()
    await sdk.do(_use_caller_id)


async def tokens(sdk: Sdk) -> None:
    """A second token that is thrown away. One that is promoted would end the tour."""
    await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().create())
    await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().delete())


def _record(client: Client, sid: str) -> None:
    recordings = client.calls(sid).recordings
    begun = recordings.create(recording_channels="mono")
    recordings(begun.sid).update(status="paused", pause_behavior="silence")
    recordings(begun.sid).update(status="stopped")


def _hear(client: Client, sid: str) -> None:
    first, second = client.calls(sid).recordings.list()
    client.calls(sid).recordings(first.sid).fetch()
    client.calls(sid).recordings(first.sid).delete()
    client.recordings.list(call_sid=sid)
    client.recordings(second.sid).fetch()
    client.recordings(second.sid).delete()


def _use_caller_id(client: Client) -> None:
    verified = client.outgoing_caller_ids.list(phone_number=FRIEND)[0]
    client.outgoing_caller_ids(verified.sid).update(friendly_name="A friend")
    client.outgoing_caller_ids(verified.sid).fetch()
    client.outgoing_caller_ids(verified.sid).delete()


def _look_back(client: Client, sid: str, failed: str) -> None:
    client.calls.list(to=AGREES, from_=OURS, status="completed", start_time_after="2027-02-01")
    client.calls(sid).fetch()
    client.calls(sid).events.list()
    notices = client.calls(failed).notifications.list()
    client.calls(failed).notifications(notices[0].sid).fetch()
    client.notifications.list(log=0)
    client.notifications(notices[0].sid).fetch()
    client.calls(sid).delete()
