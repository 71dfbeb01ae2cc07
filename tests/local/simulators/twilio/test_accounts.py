import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.local.simulators.twilio.box import ACCOUNT, OURS, PUBLIC, Box, network
from tests.local.simulators.twilio.sdk import Sdk, client_at, sdk_for

AGREES = "+12125550100"


@pytest.fixture
async def sdk(box: Box) -> AsyncIterator[Sdk]:
    async with sdk_for(box) as made:
        yield made


async def below(sdk: Sdk) -> Any:
    """A new subaccount."""
    return await sdk.do(lambda client: client.api.v2010.accounts.create(friendly_name="Customer"))


async def test_a_subaccount_is_listed_below_its_owner(sdk: Sdk) -> None:
    made = await below(sdk)
    found = await sdk.do(lambda client: client.api.v2010.accounts.list())
    assert [each.sid for each in found] == [ACCOUNT.sid, made.sid]
    assert found[1].owner_account_sid == ACCOUNT.sid


async def test_a_subaccounts_own_token_opens_it_and_not_its_owner(box: Box, sdk: Sdk) -> None:
    made = await below(sdk)
    auth = (made.sid, made.auth_token)
    own = await box.http.get(f"/2010-04-01/Accounts/{made.sid}/Calls.json", auth=auth)
    owners = await box.http.get(f"{box.path}/Calls.json", auth=auth)
    assert (own.status_code, owners.status_code) == (200, 404)


async def test_the_owners_token_opens_a_subaccount(box: Box, sdk: Sdk) -> None:
    made = await below(sdk)
    answer = await box.http.get(f"/2010-04-01/Accounts/{made.sid}/Calls.json")
    assert answer.status_code == 200


async def test_a_subaccount_has_none_below_it(box: Box, sdk: Sdk) -> None:
    made = await below(sdk)
    refused = await box.http.post("/2010-04-01/Accounts.json", auth=(made.sid, made.auth_token))
    assert refused.status_code == 401


async def test_a_closed_account_stays_closed(sdk: Sdk) -> None:
    made = await below(sdk)
    await sdk.do(lambda client: client.api.v2010.accounts(made.sid).update(status="closed"))
    with pytest.raises(TwilioRestException):
        await sdk.do(lambda client: client.api.v2010.accounts(made.sid).update(status="active"))


async def test_what_was_made_is_forgotten_with_the_rest(box: Box, sdk: Sdk) -> None:
    await below(sdk)
    await box.http.post("/__sim__/reset")
    found = await sdk.do(lambda client: client.api.v2010.accounts.list())
    assert [each.sid for each in found] == [ACCOUNT.sid]


async def test_both_tokens_open_while_one_is_rotated(box: Box, sdk: Sdk) -> None:
    second = await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().create())
    auths = [ACCOUNT.tokens[0], second.secondary_auth_token]
    answers = [await box.http.get(f"{box.path}.json", auth=(ACCOUNT.sid, each)) for each in auths]
    assert [each.status_code for each in answers] == [200, 200]


async def test_webhooks_are_signed_with_the_second_token_once_it_is_promoted(
    box: Box, sdk: Sdk
) -> None:
    second = await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().create())
    await sdk.do(lambda client: client.accounts.v1.auth_token_promotion().update())
    renewed = (ACCOUNT.sid, second.secondary_auth_token)
    form = {"To": AGREES, "From": OURS, "Url": f"{PUBLIC}/voice"}
    await box.http.post(f"{box.path}/Calls.json", data=form, auth=renewed)
    await box.rest()
    signature = box.app.headers("/voice")[0]["x-twilio-signature"]
    validator = RequestValidator(second.secondary_auth_token)
    assert validator.validate(f"{PUBLIC}/voice", box.app.posted("/voice")[0], signature)


async def test_the_first_token_ends_with_the_promotion(box: Box, sdk: Sdk) -> None:
    await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().create())
    await sdk.do(lambda client: client.accounts.v1.auth_token_promotion().update())
    assert (await box.http.get(f"{box.path}.json")).status_code == 401


async def test_there_is_one_second_token_at_most(sdk: Sdk) -> None:
    await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().create())
    with pytest.raises(TwilioRestException) as refused:
        await sdk.do(lambda client: client.accounts.v1.secondary_auth_token().create())
    assert refused.value.code == 20409


async def test_a_new_api_key_opens_the_account_until_it_is_deleted(box: Box, sdk: Sdk) -> None:
    key = await sdk.do(lambda client: client.new_keys.create(friendly_name="Deploy"))
    keyed = client_at(str(sdk.client.api.base_url), key.sid, key.secret, ACCOUNT.sid)
    assert await Sdk(keyed, sdk.recorder).do(lambda client: client.calls.list()) == []
    await sdk.do(lambda client: client.keys(key.sid).delete())
    gone = await box.http.get(f"{box.path}/Calls.json", auth=(key.sid, key.secret))
    assert gone.status_code == 401


async def test_a_keys_secret_is_shown_once(sdk: Sdk) -> None:
    key = await sdk.do(lambda client: client.new_keys.create())
    await sdk.do(lambda client: client.keys(key.sid).fetch())
    assert [key.secret.encode() in each.answered for each in sdk.exchanges] == [True, False]


async def test_a_key_of_the_configuration_is_listed_and_can_be_taken_away() -> None:
    key, secret = "SK" + secrets.token_hex(16), secrets.token_hex(16)
    keyed = ACCOUNT.model_copy(update={"keys": {key: secret}})
    async with network(accounts=(keyed,)) as box:
        listed = await box.get(f"{box.path}/Keys.json")
        await box.http.delete(f"{box.path}/Keys/{key}.json")
        gone = await box.http.get(f"{box.path}/Calls.json", auth=(key, secret))
    assert [each["sid"] for each in listed["keys"]] == [key]
    assert gone.status_code == 401
