"""`<Connect><ConversationRelay>`: the app talks to the person in text, over a WebSocket.

Source: https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
"""

import asyncio
from datetime import datetime

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.codes import Failed
from scripts.local.simulators.twilio.connect_socket import NoSocket
from scripts.local.simulators.twilio.fields import Fields, of_call
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.order import Hook
from scripts.local.simulators.twilio.prompts import Prompts
from scripts.local.simulators.twilio.relay_rules import read_rules, wrong_settings
from scripts.local.simulators.twilio.relay_session import Outcome, Session
from scripts.local.simulators.twilio.steps import OVER, Step, action, ask
from scripts.local.simulators.twilio.twiml import Page, Verb
from scripts.local.simulators.twilio.webhooks import Webhooks

UNREACHABLE = 39001


class Relay:
    """Runs sessions, and tells the `action` of `<Connect>` how each ended."""

    def __init__(self, network: Network, prompts: Prompts, webhooks: Webhooks) -> None:
        self._network, self._prompts, self._webhooks = network, prompts, webhooks

    async def run(self, call: Call, verb: Verb, page: Page) -> Step | None:
        """Talk, then go on with the action; without one with the next verb, unless it failed."""
        noun = verb.noun or verb
        hook, began = action(verb, page), self._network.clock.now()
        session = Session(self._network, self._prompts, call, read_rules(noun))
        try:
            outcome = await self._held(call, session, noun)
        except asyncio.CancelledError:
            if hook and call.wish and call.wish.document is None:
                fields = self._fields(call, session, began, "completed")
                self._network.spawn(self._tell(call, hook, fields))
            raise
        fields = self._fields(call, session, began, outcome.status) | _of(outcome)
        self._network.timeline.record("relay_over", call.sid, **_of(outcome), by=outcome.status)
        if hook:
            return ask(hook, fields)
        return OVER if outcome.status == "failed" else None

    async def _held(self, call: Call, session: Session, noun: Verb) -> Outcome:
        wrong = wrong_settings(noun)
        try:
            outcome = await session.run(wrong)
        except NoSocket as error:
            said = "Network connection to WebSocket server failed."
            self._notify(call, noun, UNREACHABLE, f"{said} {error.detail}")
            return Outcome(status="failed", code=UNREACHABLE, message=said)
        if outcome.code:
            self._notify(call, noun, outcome.code, outcome.message)
        return outcome

    def _notify(self, call: Call, noun: Verb, code: int, said: str) -> None:
        where = Hook(url=noun.get("url", ""), method="GET")
        self._network.notify(call, code, where, f"ConversationRelay: {said}")

    def _fields(self, call: Call, session: Session, began: datetime, status: str) -> Fields:
        """Who hung up has completed the call, whose last state is told before it is reached."""
        gone = (self._network.clock.now() - began).total_seconds()
        return of_call(call, "completed" if status == "completed" else "") | {
            "SessionId": session.sid,
            "SessionStatus": status,
            "SessionDuration": str(int(gone)),
        }

    async def _tell(self, call: Call, hook: Hook, fields: Fields) -> None:
        """The call is over: what is answered makes no difference."""
        try:
            await self._webhooks.ask(call, hook, fields, "webhook.voice")
        except Failed as failure:
            self._network.notify(call, failure.code, hook, failure.detail)


def _of(outcome: Outcome) -> Fields:
    fields = {} if outcome.handoff is None else {"HandoffData": outcome.handoff}
    if outcome.code:
        fields |= {"ErrorCode": str(outcome.code), "ErrorMessage": outcome.message}
    return fields
