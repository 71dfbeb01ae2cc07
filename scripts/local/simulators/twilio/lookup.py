"""Lookup v2: what is known of a number without calling it.

Source: https://www.twilio.com/docs/lookup/v2-api
"""

from collections.abc import Callable

import phonenumbers
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from scripts.local.simulators.twilio.codes import Refusal
from scripts.local.simulators.twilio.config import Account
from scripts.local.simulators.twilio.door import Door, queried
from scripts.local.simulators.twilio.numbering import line_type
from scripts.local.simulators.twilio.pages import Json
from scripts.local.simulators.twilio.people.directory import persona_of
from scripts.local.simulators.twilio.people.persona import Answerer

HOST = "https://lookups.twilio.com"
PACKAGES = (
    "caller_name",
    "sim_swap",
    "call_forwarding",
    "line_status",
    "line_type_intelligence",
    "identity_match",
    "reassigned_number",
    "sms_pumping_risk",
    "phone_number_quality_score",
    "pre_fill",
)
REASONS = {
    phonenumbers.ValidationResult.TOO_SHORT: "TOO_SHORT",
    phonenumbers.ValidationResult.TOO_LONG: "TOO_LONG",
    phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: "INVALID_COUNTRY_CODE",
    phonenumbers.ValidationResult.INVALID_LENGTH: "INVALID_LENGTH",
}
LINES = {Answerer.FAX: "landline", Answerer.MENU: "fixedVoip"}


class Lookup:
    """The handler of the one resource."""

    def routes(self, door: Door) -> APIRouter:
        """Where it is found."""
        return door.router((("/v2/PhoneNumbers/{number}", "GET", self.get_number),))

    async def get_number(self, account: Account, request: Request) -> Response:
        """What the number itself tells, and the packages that are asked for."""
        query = queried(request)
        wanted = {name for name in query.get("Fields", "").split(",") if name}
        unknown = wanted - {*PACKAGES, "validation"}
        if unknown:
            raise Refusal(20001, f"Fields {', '.join(sorted(unknown))}")
        given = request.path_params["number"]
        return JSONResponse(_number_json(given, query.get("CountryCode", "US").upper(), wanted))


def _number_json(given: str, country: str, wanted: set[str]) -> Json:
    try:
        number = phonenumbers.parse(given, country)
    except phonenumbers.NumberParseException:
        return _unknown(given)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    is_valid = phonenumbers.is_valid_number(number)
    packages = dict.fromkeys(PACKAGES) | {
        name: read(written) for name, read in KNOWN.items() if name in wanted and is_valid
    }
    return {
        "calling_country_code": str(number.country_code),
        "country_code": phonenumbers.region_code_for_number(number),
        "phone_number": written,
        "national_format": national,
        "valid": is_valid,
        "validation_errors": [] if is_valid else [_reason(number)],
        **packages,
        "url": f"{HOST}/v2/PhoneNumbers/{written}",
    }


def _unknown(given: str) -> Json:
    names = ("calling_country_code", "country_code", "national_format", *PACKAGES)
    return {
        **dict.fromkeys(names),
        "phone_number": given,
        "valid": False,
        "validation_errors": ["NOT_A_NUMBER"],
        "url": f"{HOST}/v2/PhoneNumbers/{given}",
    }


def _reason(number: phonenumbers.PhoneNumber) -> str:
    possible = phonenumbers.is_possible_number_with_reason(number)
    return REASONS.get(possible, "INVALID_BUT_POSSIBLE")


def _line(number: str) -> Json:
    kind = LINES.get(persona_of(number).answerer, line_type(number))
    is_mobile = kind == "mobile"
    return {
        "mobile_country_code": "311" if is_mobile else None,
        "mobile_network_code": "000" if is_mobile else None,
        "carrier_name": "Simulated carrier",
        "type": kind,
        "error_code": None,
    }


def _caller(number: str) -> Json:
    name = persona_of(number).name.replace("_", " ").upper()
    return {"caller_name": name, "caller_type": "CONSUMER", "error_code": None}


KNOWN: dict[str, Callable[[str], Json]] = {"line_type_intelligence": _line, "caller_name": _caller}
