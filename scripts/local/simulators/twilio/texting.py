"""Text messages on their way: out at the sender's pace, in to the app, and back with its answer.

Sources: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status,
https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from datetime import datetime, timedelta
from urllib.parse import urljoin

from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.fields import Fields
from scripts.local.simulators.twilio.holdings import Message
from scripts.local.simulators.twilio.network import Network, Number
from scripts.local.simulators.twilio.optout import answer_to
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.people.directory import country_of, is_number, persona_of
from scripts.local.simulators.twilio.people.persona import Answerer
from scripts.local.simulators.twilio.replies import Answer, Redirect, Text, read
from scripts.local.simulators.twilio.segments import segments
from scripts.local.simulators.twilio.webhooks import Webhooks
from scripts.local.simulators.twilio.wire import VERSION

PER_SECOND = 1  # of a long number: https://www.twilio.com/docs/messaging/guides/understanding-mps
CARRIER_SECONDS, LONGEST_QUEUE = 1.5, timedelta(hours=10)
MOST_REDIRECTS = 10
EXPIRED, OVERFLOW, BLOCKED = 30036, 30001, 21610


class Texting:
    """The network of text messages."""

    def __init__(self, network: Network, webhooks: Webhooks) -> None:
        self._network, self._webhooks = network, webhooks

    def send(self, message: Message, *, valid: timedelta = LONGEST_QUEUE) -> None:
        """Let the message go its way. One that is not sent within `valid` fails."""
        self._keep(message)
        self._network.spawn(self._deliver(message, valid))

    def receive(self, own: Number, person: str, body: str) -> Message:
        """Somebody texts a number of ours: opt-outs count at once, then the app is asked."""
        now, network = self._network.clock.now(), self._network
        sid = network.sid("SM")
        message = Message(sid, own.account, person, own.number, body, "inbound", now, now)
        message.status, message.sent = "received", now
        self._keep(message)
        words = answer_to(network.held, own.number, person, body)
        if words:
            self.send(self._reply(message, Text(body=words), by_twilio=True))
        network.spawn(self._ask(own, message))
        return message

    def _keep(self, message: Message) -> None:
        self._network.held.messages[message.sid] = message
        self._network.timeline.record(
            "sms",
            message.sid,
            direction=message.direction,
            sender=message.sender,
            to=message.to,
            body=message.body,
        )

    async def _deliver(self, message: Message, valid: timedelta) -> None:
        self._tell(message)
        now = self._network.clock.now()
        waits = self._turn(message.sender, now) - now
        if waits > valid:
            await self._sleep(valid.total_seconds())
            return self._end(message, "failed", OVERFLOW if valid == LONGEST_QUEUE else EXPIRED)
        await self._sleep(waits.total_seconds())
        message.sent = self._network.clock.now()
        self._become(message, "sent")
        await self._sleep(CARRIER_SECONDS)
        error = _trouble(message.to)
        return self._end(message, "undelivered" if error else "delivered", error)

    def _turn(self, sender: str, now: datetime) -> datetime:
        """When the sender may send next: one message a second."""
        senders = self._network.held.senders
        turn = max(senders.get(sender, now), now)
        senders[sender] = turn + timedelta(seconds=1 / PER_SECOND)
        return turn

    async def _sleep(self, seconds: float) -> None:
        await self._network.clock.sleep(seconds)

    def _end(self, message: Message, status: str, error: int) -> None:
        message.error = error or None
        self._become(message, status)

    def _become(self, message: Message, status: str) -> None:
        message.become(status, self._network.clock.now())
        self._tell(message)

    def _tell(self, message: Message) -> None:
        self._network.timeline.record("sms_status", message.sid, status=message.status)
        if message.callback is not None:
            fields = _of_status(message, self._network.clock.now())
            self._network.spawn(self._call_back(message, message.callback, fields))

    async def _call_back(self, message: Message, hook: Hook, fields: Fields) -> None:
        try:
            await self._webhooks.ask(message, hook, fields, "webhook.sms")
        except Failed as failure:
            self._network.notify(message, failure.code, hook, failure.detail)

    async def _ask(self, own: Number, message: Message) -> None:
        """Ask the app what to answer; its fallback where that fails."""
        fields = _of_inbound(message)
        for hook in (own.sms, own.sms_fallback):
            if hook is None:
                continue
            try:
                return await self._follow(message, hook, fields)
            except Failed as failure:
                self._network.notify(message, failure.code, hook, failure.detail)
                fields |= {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
        return None

    async def _follow(self, message: Message, hook: Hook, fields: Fields) -> None:
        for _ in range(MOST_REDIRECTS):
            reply = await self._webhooks.ask(message, hook, fields, "webhook.sms")
            onwards = self._obey(message, read(reply), reply.url)
            if onwards is None:
                return
            hook = onwards
        raise Failed(11215, hook.url, "", "more than ten redirects")

    def _obey(self, message: Message, answer: Answer, url: str) -> Hook | None:
        """Send what the app answered; where it sends us on, if it does."""
        for name in answer.strangers:
            self._network.notify(message, 14110, Hook(url=url), f"<{name}> was skipped")
        for step in answer.steps:
            if isinstance(step, Redirect):
                return Hook(url=urljoin(url, step.url), method=step.method)
            self._answer(message, step, url)
        return None

    def _answer(self, message: Message, text: Text, url: str) -> None:
        wrong = _wrong(text)
        if wrong:
            return self._network.notify(message, wrong, Hook(url=url))
        reply = self._reply(message, text)
        if text.callback:
            reply.callback = Hook(url=urljoin(url, text.callback))
        if (reply.sender, reply.to) in self._network.held.opt_outs:
            reply.status, reply.error = "failed", BLOCKED
            self._keep(reply)
            return self._network.notify(reply, BLOCKED, Hook(url=url))
        if text.action:
            self._network.spawn(self._act(reply, Hook(url=urljoin(url, text.action))))
        return self.send(reply)

    async def _act(self, reply: Message, hook: Hook) -> None:
        """`action` is told what became of the message, and may answer with another document."""
        try:
            await self._follow(reply, hook, _of_status(reply, self._network.clock.now()))
        except Failed as failure:
            self._network.notify(reply, failure.code, hook, failure.detail)

    def _reply(self, message: Message, text: Text, *, by_twilio: bool = False) -> Message:
        now = self._network.clock.now()
        return Message(
            sid=self._network.sid("MM" if text.media else "SM", message),
            account=message.account,
            sender=text.sender or message.to,
            to=text.to or message.sender,
            body=text.body,
            direction="outbound-reply",
            created=now,
            updated=now,
            media=text.media,
            by_twilio=by_twilio,
        )


def _trouble(number: str) -> int:
    """Why a message to this person does not arrive (docs/api/errors), or 0 where it does."""
    persona = persona_of(number)
    if persona.answerer is Answerer.FAX:
        return 30006
    return {404: 30005, 487: 30003}.get(persona.ring.sip, 0)


def _wrong(text: Text) -> int:
    if text.to and not is_number(text.to):
        return 14101
    if text.sender and not is_number(text.sender):
        return 14102
    return 0 if text.is_sendable else 14103


def _places(side: str, number: str) -> Fields:
    blank = {f"{side}{part}": "" for part in ("City", "State", "Zip")}
    return blank | {f"{side}Country": country_of(number)}


def _of_inbound(message: Message) -> Fields:
    return {
        "AccountSid": message.account,
        "ApiVersion": VERSION,
        "Body": message.body,
        "From": message.sender,
        **_places("From", message.sender),
        "MessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(segments(message.body)),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
        **_places("To", message.to),
    }


def _of_status(message: Message, now: datetime) -> Fields:
    fields = {
        "AccountSid": message.account,
        "ApiVersion": VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.to,
    }
    if message.error:
        fields["ErrorCode"] = str(message.error)
    if message.status in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = now.strftime("%y%m%d%H%M")
    return fields
