"""Twilio places the calls, and signs what it tells us (twilio.com/docs/voice/api/call-resource)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from shared.errors import Rejected, Unavailable, Uncertain, VendorProblem
from shared.ports import Clock, NetworkCall, NewCall, Secrets

if TYPE_CHECKING:
    from twilio.base.exceptions import TwilioRestException, TwilioServiceException
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.call import CallInstance

VENDOR = "twilio"
SECRET = "twilio-auth-token"  # noqa: S105 - the name of the secret, not the secret
SECONDARY = "twilio-auth-token-secondary"  # while a token is rotated, Twilio signs with either
EVENTS = ["initiated", "ringing", "answered", "completed"]
MOST_CALLS = 200
CONNECT_SECONDS = 2.0
REQUEST_TIMEOUT, TOO_MANY, SERVER_ERROR = 408, 429, 500
NOT_LIVE = "21220"
ABSENT = timedelta(minutes=5)  # how long a secret that is not there is not asked for again


class TwilioTelephony:
    """Twilio's REST API through its own client, in a thread, and never tried twice here.

    The client's asynchronous twin ignores its timeout and may post a call again after a 5xx.
    """

    def __init__(
        self,
        base_url: str,
        account_sid: str,
        secrets: Secrets,
        *,
        secret_name: str = SECRET,
        deadline: float = 8,
    ) -> None:
        self._base_url, self._account = base_url.rstrip("/"), account_sid
        self._secrets, self._secret_name, self._deadline = secrets, secret_name, deadline
        self._http: TwilioHttpClient | None = None

    async def call(self, new: NewCall) -> NetworkCall:
        """Ask for a call once. `Uncertain` means it may be ringing already."""
        return await self._ask(lambda client: _seen(_create(client, new)), repeatable=False)

    async def calls(self, *, to: str, caller: str, since: datetime) -> Sequence[NetworkCall]:
        """The calls between the two numbers since then, newest first.

        Not by Twilio's filter on the start time: a call that is still queued has none.
        """
        begin = since.replace(microsecond=0)  # Twilio's dates know no fractions of a second
        return await self._ask(
            lambda client: [
                _seen(each)
                for each in client.calls.list(to=to, from_=caller, limit=MOST_CALLS)
                if each.date_created is not None and each.date_created >= begin
            ]
        )

    async def fetch(self, sid: str) -> NetworkCall:
        """One call as it stands."""
        return await self._ask(lambda client: _seen(client.calls(sid).fetch()))

    async def cancel(self, sid: str) -> None:
        """Take back a call that nobody has answered. One that is live goes on: no error."""
        await self._end(sid, "canceled")

    async def hang_up(self, sid: str) -> None:
        """End a call that is queued, ringing or live. One that has ended already is no error."""
        await self._end(sid, "completed")

    async def _end(self, sid: str, status: str) -> None:
        try:
            await self._ask(lambda client: client.calls(sid).update(status=status))
        except Rejected as error:
            if error.code != NOT_LIVE:
                raise

    async def redirect(self, sid: str, url: str) -> None:
        """Let a live call go on with the document at `url`. `Rejected` 21220 where it has ended."""
        await self._ask(
            lambda client: client.calls(sid).update(url=url, method="POST"), repeatable=False
        )

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None and self._http.session is not None:
            self._http.session.close()

    async def _ask[T](self, work: Callable[[Client], T], *, repeatable: bool = True) -> T:
        token = await self._secrets.secret(self._secret_name)
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.to_thread(lambda: work(self._client(token)))
        except TimeoutError as error:
            raise _lost("timeout", repeatable=repeatable) from error
        except Exception as error:  # re-raised below unless it is the vendor's
            problem = _problem(error, repeatable=repeatable)
            if problem is None:
                raise
            raise problem from error

    def _client(self, token: str) -> Client:
        """A client with the token now in force. Runs in the thread: the first import is slow."""
        from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415  0.3 s to load
        from twilio.rest import Client  # noqa: PLC0415  0.3 s to load: not at start-up

        if self._http is None:
            http = TwilioHttpClient()
            http.logger.setLevel(logging.WARNING)  # it tells each address, with its token
            http.timeout = (CONNECT_SECONDS, self._deadline - CONNECT_SECONDS)
            if http.session is not None:
                # A kept connection that Twilio has closed meanwhile would make a call uncertain.
                http.session.headers["Connection"] = "close"
            self._http = http
        nowhere = {"TWILIO_REGION": "", "TWILIO_EDGE": ""}  # or it would read the environment
        client = Client(self._account, token, http_client=self._http, environment=nowhere)
        client.api.base_url = self._base_url
        return client


class TwilioSignatures:
    """Tells Twilio's requests from others by `X-Twilio-Signature` (docs/usage/webhooks/security).

    The primary token is tried first, the secondary one only when that fails and where there is one.
    """

    def __init__(
        self,
        secrets: Secrets,
        clock: Clock,
        *,
        secret_name: str = SECRET,
        secondary_name: str = SECONDARY,
    ) -> None:
        self._secrets, self._clock = secrets, clock
        self._names = secret_name, secondary_name
        self._absent_until: datetime | None = None

    async def valid(self, url: str, params: Mapping[str, str], signature: str | None) -> bool:
        """Whether Twilio signed this request. `url` is the public one; blank params count."""
        if not signature:
            return False
        primary, _ = self._names
        if _signs(await self._secrets.secret(primary), url, params, signature):
            return True
        secondary = await self._secondary()
        return bool(secondary) and _signs(secondary, url, params, signature)

    async def _secondary(self) -> str:
        now, (_, name) = self._clock.now(), self._names
        if self._absent_until is None or now >= self._absent_until:
            with suppress(Rejected):
                return await self._secrets.secret(name)
            self._absent_until = now + ABSENT
        return ""


def _signs(token: str, url: str, params: Mapping[str, str], signature: str) -> bool:
    from twilio.request_validator import RequestValidator  # noqa: PLC0415  not at start-up

    given = {name: str(value) for name, value in params.items()}
    bare = urldefrag(url).url  # overrides in the fragment are not signed
    return bool(RequestValidator(token).validate(bare, given, signature))


def _create(client: Client, new: NewCall) -> CallInstance:
    detection: dict[str, Any] = {}
    if new.machine_url:
        detection = {
            "machine_detection": "DetectMessageEnd",
            "async_amd": "true",
            "async_amd_status_callback": new.machine_url,
        }
    return client.calls.create(
        to=new.to,
        from_=new.caller,
        url=new.answer_url,
        fallback_url=new.fallback_url,
        status_callback=new.status_url,
        status_callback_event=EVENTS,
        timeout=new.ring_seconds,
        time_limit=new.talk_seconds,
        **detection,
    )


def _seen(call: CallInstance) -> NetworkCall:
    return NetworkCall(
        sid=call.sid,
        to=call.to,
        caller=call._from,  # noqa: SLF001 - `from` is a word of Python's: the SDK's own name for it
        status=str(call.status),
        direction=call.direction,
        answered_by=call.answered_by,
        started_at=call.start_time,
        ended_at=call.end_time,
        seconds=None if call.duration is None else int(call.duration),
    )


def _problem(error: Exception, *, repeatable: bool) -> VendorProblem | None:
    """The vendor's failure in our words; nothing for what is no failure of the vendor."""
    import requests  # noqa: PLC0415  loaded with the SDK, not at start-up
    from twilio.base import exceptions  # noqa: PLC0415  loaded with the SDK, not at start-up

    if isinstance(error, exceptions.TwilioRestException | exceptions.TwilioServiceException):
        return _refused(error, repeatable=repeatable)
    if isinstance(error, requests.RequestException) and _never_sent(error):
        return Unavailable("No connection to Twilio", vendor=VENDOR, code="connection")
    if isinstance(error, requests.RequestException | exceptions.TwilioException | ValueError):
        code = "timeout" if isinstance(error, requests.Timeout) else "broken_answer"
        return _lost(code, repeatable=repeatable)
    return None


def _refused(
    error: TwilioRestException | TwilioServiceException, *, repeatable: bool
) -> VendorProblem:
    code, status = str(error.code or error.status), error.status
    detail = str(getattr(error, "msg", "") or getattr(error, "title", ""))
    if status == TOO_MANY:  # documented as never processed: docs/api/errors/20429
        return Unavailable("Twilio is asked too much at once", vendor=VENDOR, code=code)
    if status >= SERVER_ERROR or status == REQUEST_TIMEOUT:
        return _lost(code, repeatable=repeatable)
    return Rejected(detail, vendor=VENDOR, code=code)


def _lost(code: str, *, repeatable: bool) -> VendorProblem:
    """No usable answer: what only asks may be asked again, what does something may be done."""
    if repeatable:
        return Unavailable("Twilio did not answer", vendor=VENDOR, code=code)
    return Uncertain("Twilio did not say whether it did it", vendor=VENDOR, code=code)


def _never_sent(error: Exception) -> bool:
    """Whether the request cannot have reached Twilio: no address, no connection, no TLS."""
    import requests  # noqa: PLC0415  loaded with the SDK, not at start-up
    from urllib3.exceptions import NewConnectionError  # noqa: PLC0415  as above

    before = requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, before) or isinstance(reason, NewConnectionError)
