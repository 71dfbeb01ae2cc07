from typing import Any

import pytest

from tests.local.simulators.twilio.box import OURS, PUBLIC, Box

AGREES = "+12125550100"


async def bought(box: Box, **form: str) -> dict[str, Any]:
    given = {"PhoneNumber": "+12025550111", **form}
    answer = await box.http.post(f"{box.path}/IncomingPhoneNumbers.json", data=given)
    found: dict[str, Any] = answer.json()
    return found


async def test_a_number_can_be_bought_and_told_who_answers(box: Box) -> None:
    own = await bought(box, VoiceUrl=f"{PUBLIC}/one")
    path = f"{box.path}/IncomingPhoneNumbers/{own['sid']}.json"
    await box.http.post(path, data={"VoiceUrl": f"{PUBLIC}/two", "SmsUrl": f"{PUBLIC}/text"})
    found = await box.get(path)
    assert (found["voice_url"], found["sms_url"]) == (f"{PUBLIC}/two", f"{PUBLIC}/text")


async def test_an_empty_address_takes_the_old_one_away(box: Box) -> None:
    own = await bought(box, VoiceUrl=f"{PUBLIC}/one")
    path = f"{box.path}/IncomingPhoneNumbers/{own['sid']}.json"
    await box.http.post(path, data={"VoiceUrl": ""})
    assert (await box.get(path))["voice_url"] == ""


async def test_a_number_that_is_given_back_is_gone(box: Box) -> None:
    own = await bought(box)
    path = f"{box.path}/IncomingPhoneNumbers/{own['sid']}.json"
    assert (await box.http.delete(path)).status_code == 204
    assert (await box.http.get(path)).status_code == 404


async def test_an_area_code_is_enough_to_buy_a_number(box: Box) -> None:
    one = await bought(box, PhoneNumber="", AreaCode="212")
    two = await bought(box, PhoneNumber="", AreaCode="212")
    assert (one["phone_number"], two["phone_number"]) == ("+12125550100", "+12125550101")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"PhoneNumber": "nobody"}, 21421),
        ({"PhoneNumber": "+15005550001"}, 21421),
        ({"PhoneNumber": "+15005550000"}, 21422),
        ({"PhoneNumber": OURS}, 21422),
        ({"PhoneNumber": "", "AreaCode": "17"}, 21451),
        ({"PhoneNumber": "", "AreaCode": "999"}, 21452),
        ({"VoiceUrl": "nowhere"}, 21402),
        ({"SmsUrl": f"{PUBLIC}/text", "SmsMethod": "PUT"}, 21403),
        ({"VoiceApplicationSid": "AP1"}, 21218),
    ],
)
async def test_a_wrong_purchase_is_refused(box: Box, form: dict[str, str], code: int) -> None:
    refused = await bought(box, **form)
    assert refused["code"] == code
    found = await box.get(f"{box.path}/IncomingPhoneNumbers.json")
    assert len(found["incoming_phone_numbers"]) == 1


async def test_an_application_answers_in_place_of_the_numbers_own_addresses(box: Box) -> None:
    addresses = {"VoiceUrl": f"{PUBLIC}/desk", "SmsUrl": f"{PUBLIC}/desk/text"}
    made = (await box.http.post(f"{box.path}/Applications.json", data=addresses)).json()
    own = await bought(box, VoiceUrl=f"{PUBLIC}/one", VoiceApplicationSid=made["sid"])
    await box.http.post("/__sim__/inbound", json={"from": AGREES, "to": own["phone_number"]})
    await box.rest()
    assert (len(box.app.posted("/desk")), box.app.posted("/one")) == (1, [])


async def test_a_number_can_go_to_a_subaccount(box: Box) -> None:
    below = (await box.http.post("/2010-04-01/Accounts.json")).json()["sid"]
    own = await bought(box)
    path = f"{box.path}/IncomingPhoneNumbers/{own['sid']}.json"
    moved = await box.http.post(path, data={"AccountSid": below})
    assert moved.json()["account_sid"] == below
    assert (await box.http.get(path)).status_code == 404


async def test_numbers_are_listed_by_their_kind(box: Box) -> None:
    await bought(box, PhoneNumber="+18885550100")
    found = await box.get(f"{box.path}/IncomingPhoneNumbers/TollFree.json")
    assert [each["phone_number"] for each in found["incoming_phone_numbers"]] == ["+18885550100"]


async def verified(box: Box, number: str, **form: str) -> list[str]:
    """The caller ids there are after somebody was asked to confirm theirs."""
    path = f"{box.path}/OutgoingCallerIds.json"
    await box.http.post(path, data={"PhoneNumber": number, **form})
    await box.rest()
    return [each["phone_number"] for each in (await box.get(path))["outgoing_caller_ids"]]


async def test_a_verified_number_may_be_shown_as_the_caller(box: Box) -> None:
    before = await box.create(AGREES, From="+13125550100")
    assert await verified(box, "+13125550100") == ["+13125550100"]
    after = await box.create(AGREES, From="+13125550100")
    assert (before.json()["code"], after.status_code) == (21210, 201)


@pytest.mark.parametrize("nn", ["01", "02", "03", "04"], ids=["busy", "away", "none", "machine"])
async def test_who_types_no_code_is_not_verified(box: Box, nn: str) -> None:
    callback = {"StatusCallback": f"{PUBLIC}/verified"}
    assert await verified(box, f"+131255501{nn}", **callback) == []
    assert box.app.posted("/verified")[0]["VerificationStatus"] == "failed"


async def test_a_number_is_verified_once(box: Box) -> None:
    await verified(box, "+13125550100")
    path, form = f"{box.path}/OutgoingCallerIds.json", {"PhoneNumber": "+13125550100"}
    assert (await box.http.post(path, data=form)).json()["code"] == 21450


@pytest.mark.parametrize(
    ("number", "kind", "country"),
    [
        ("+12125550100", "mobile", "US"),
        ("+12125550107", "landline", "US"),
        ("+12125550109", "fixedVoip", "US"),
        ("+34919900100", "landline", "ES"),
        ("+442079460100", "landline", "GB"),
        ("+18885550100", "tollFree", "US"),
    ],
)
async def test_a_number_can_be_looked_up(box: Box, number: str, kind: str, country: str) -> None:
    found = await box.get(f"/v2/PhoneNumbers/{number}", Fields="line_type_intelligence")
    assert (found["line_type_intelligence"]["type"], found["valid"]) == (kind, True)
    assert found["country_code"] == country
    assert found["caller_name"] is None


async def test_a_number_in_national_form_is_looked_up_in_its_country(box: Box) -> None:
    found = await box.get("/v2/PhoneNumbers/020 7946 0100", CountryCode="GB")
    assert (found["phone_number"], found["national_format"]) == ("+442079460100", "020 7946 0100")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("+1212555", "TOO_SHORT"),
        ("+12125550100999", "TOO_LONG"),
        ("+15551234567", "INVALID_BUT_POSSIBLE"),
        ("nobody", "NOT_A_NUMBER"),
    ],
)
async def test_a_number_that_is_none_is_told_why(box: Box, given: str, reason: str) -> None:
    found = await box.get(f"/v2/PhoneNumbers/{given}")
    assert (found["valid"], found["validation_errors"]) == (False, [reason])


async def test_a_package_there_is_none_of_is_refused(box: Box) -> None:
    refused = await box.http.get(f"/v2/PhoneNumbers/{AGREES}", params={"Fields": "horoscope"})
    assert (refused.status_code, refused.json()["code"]) == (400, 20001)
