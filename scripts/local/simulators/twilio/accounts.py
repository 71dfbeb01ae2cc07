"""Accounts, their subaccounts, the two auth tokens and the API keys, over REST.

Sources: https://www.twilio.com/docs/iam/api/account, https://www.twilio.com/docs/iam/api/authtoken,
https://www.twilio.com/docs/iam/api-keys/key-resource-v2010
"""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, posted, queried
from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.filters import equal
from scripts.local.simulators.twilio.holdings import Key
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.pages import Json, page_json
from scripts.local.simulators.twilio.wire import ACCOUNT, ACCOUNTS

LIST, ONE = f"{ACCOUNTS}.json", f"{ACCOUNT}.json"
TOKENS = "/v1/AuthTokens"
TOKENS_HOST = "https://accounts.twilio.com"
PRIMARY, BOTH = 1, 2
BELOW_ACCOUNT = {
    "addresses": "Addresses.json",
    "applications": "Applications.json",
    "calls": "Calls.json",
    "conferences": "Conferences.json",
    "incoming_phone_numbers": "IncomingPhoneNumbers.json",
    "keys": "Keys.json",
    "messages": "Messages.json",
    "notifications": "Notifications.json",
    "outgoing_caller_ids": "OutgoingCallerIds.json",
    "queues": "Queues.json",
    "recordings": "Recordings.json",
    "transcriptions": "Transcriptions.json",
    "usage": "Usage.json",
}


class Accounts:
    """The handlers. An API key opens none of them."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._born = network.clock.now()

    def routes(self, door: Door) -> APIRouter:
        """Where each is found."""
        keys, key = f"{ACCOUNT}/Keys.json", f"{ACCOUNT}/Keys/{{sid}}.json"
        return door.router(
            (
                (LIST, "GET", self.list_accounts),
                (LIST, "POST", self.post_account),
                (ONE, "GET", self.get_account),
                (ONE, "POST", self.update_account),
                (keys, "GET", self.list_keys),
                (keys, "POST", self.post_key),
                (key, "GET", self.get_key),
                (key, "POST", self.update_key),
                (key, "DELETE", self.delete_key),
                (f"{TOKENS}/Secondary", "POST", self.post_secondary),
                (f"{TOKENS}/Secondary", "DELETE", self.delete_secondary),
                (f"{TOKENS}/Promote", "POST", self.promote),
            ),
            whole=True,
        )

    async def list_accounts(self, account: Account, request: Request) -> Response:
        """The account and those below it."""
        query = queried(request)
        found = [
            each
            for each in self._network.accounts.values()
            if account.sid in (each.sid, each.parent)
            and equal(query, FriendlyName=each.friendly_name, Status=each.status)
        ]
        path = request.url.path
        return JSONResponse(page_json("accounts", found, self._account_json, path, query))

    async def post_account(self, account: Account, request: Request) -> Response:
        """Make a subaccount. Subaccounts have none below them."""
        if account.parent:
            raise Refusal(20003)
        form = await posted(request)
        name = form["FriendlyName"] or "SubAccount Created at " + rfc_2822(self._now())
        token = self._secret()
        made = Account(
            sid=self._network.sid("AC"), tokens=(token,), parent=account.sid, friendly_name=name
        )
        self._network.accounts[made.sid] = made
        return JSONResponse(self._account_json(made), 201)

    async def get_account(self, account: Account, request: Request) -> Response:
        """One account, with its primary token, as Twilio shows it to those it belongs to."""
        return JSONResponse(self._account_json(account))

    async def update_account(self, account: Account, request: Request) -> Response:
        """Rename, suspend, close or reactivate. A closed account stays closed."""
        form = await posted(request)
        status = form.one_of("Status", account.status, "active", "suspended", "closed")
        if account.status == "closed" and status != "closed":
            raise Refusal(20001, "a closed account cannot be opened again")
        name = form["FriendlyName"] or account.friendly_name
        changed = self._change(account, friendly_name=name, status=status)
        return JSONResponse(self._account_json(changed))

    async def list_keys(self, account: Account, request: Request) -> Response:
        """The account's API keys, without their secrets."""
        keys = list(self._keys(account).values())
        path, query = request.url.path, queried(request)
        return JSONResponse(page_json("keys", keys, _key_json, path, query))

    async def post_key(self, account: Account, request: Request) -> Response:
        """Make an API key. This answer alone shows its secret."""
        form, now, secret = await posted(request), self._now(), self._secret()
        key = Key(self._network.sid("SK"), account.sid, form["FriendlyName"], now, now)
        self._network.held.keys[key.sid] = key
        self._change(account, keys={**account.keys, key.sid: secret})
        return JSONResponse(_key_json(key) | {"secret": secret}, 201)

    async def get_key(self, account: Account, request: Request) -> Response:
        """One API key."""
        return JSONResponse(_key_json(self._key(account, request)))

    async def update_key(self, account: Account, request: Request) -> Response:
        """Rename an API key."""
        key, form = self._key(account, request), await posted(request)
        key.name, key.updated = form["FriendlyName"] or key.name, self._now()
        self._network.held.keys[key.sid] = key
        return JSONResponse(_key_json(key))

    async def delete_key(self, account: Account, request: Request) -> Response:
        """Take an API key out of force."""
        key = self._key(account, request)
        self._network.held.keys.pop(key.sid, None)
        self._change(account, keys={k: s for k, s in account.keys.items() if k != key.sid})
        return Response(status_code=204)

    async def post_secondary(self, account: Account, request: Request) -> Response:
        """A second token, which opens like the first; webhooks are still signed with the first."""
        if len(account.tokens) >= BOTH:
            raise Refusal(20409, "there is a secondary auth token already")
        token = self._secret()
        self._change(account, tokens=(*account.tokens, token))
        return JSONResponse(self._token_json(account, "Secondary", secondary_auth_token=token), 201)

    async def delete_secondary(self, account: Account, request: Request) -> Response:
        """Take the second token out of force."""
        self._change(account, tokens=account.tokens[:PRIMARY])
        return Response(status_code=204)

    async def promote(self, account: Account, request: Request) -> Response:
        """The second token becomes the first, and the first ends."""
        if len(account.tokens) < BOTH:
            raise Refusal(20404, request.url.path)
        token = account.tokens[PRIMARY]
        self._change(account, tokens=(token,))
        return JSONResponse(self._token_json(account, "Promote", auth_token=token))

    def _change(self, account: Account, **changed: Any) -> Account:
        new = account.model_copy(update=changed)
        self._network.accounts[account.sid] = new
        return new

    def _key(self, account: Account, request: Request) -> Key:
        found = self._keys(account).get(request.path_params["sid"])
        if found is None:
            raise Refusal(20404, request.url.path)
        return found

    def _keys(self, account: Account) -> dict[str, Key]:
        """Those of the configuration have no name, and are as old as the network."""
        held, born = self._network.held.keys, self._born
        return {sid: held.get(sid, Key(sid, account.sid, "", born, born)) for sid in account.keys}

    def _secret(self) -> str:
        """Made by the seed like every identifier, and as long as Twilio's."""
        return self._network.sid("")

    def _now(self) -> Any:
        return self._network.clock.now()

    def _account_json(self, account: Account) -> Json:
        base = f"{ACCOUNTS}/{account.sid}"
        born = rfc_2822(self._born)
        return {
            "sid": account.sid,
            "auth_token": account.tokens[0],
            "date_created": born,
            "date_updated": born,
            "friendly_name": account.friendly_name,
            "owner_account_sid": account.parent or account.sid,
            "status": account.status,
            "subresource_uris": {name: f"{base}/{path}" for name, path in BELOW_ACCOUNT.items()},
            "type": account.type,
            "uri": f"{base}.json",
        }

    def _token_json(self, account: Account, path: str, **token: str) -> Json:
        now = self._now().strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "account_sid": account.sid,
            **token,
            "date_created": now,
            "date_updated": now,
            "url": f"{TOKENS_HOST}{TOKENS}/{path}",
        }


def _key_json(key: Key) -> Json:
    return {
        "sid": key.sid,
        "friendly_name": key.name,
        "date_created": rfc_2822(key.created),
        "date_updated": rfc_2822(key.updated),
    }
