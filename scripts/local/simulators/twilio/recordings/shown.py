"""The JSON of recordings, field for field (twilio-oai, twilio_api_v2010)."""

from scripts.local.simulators.twilio.fields import rfc_2822
from scripts.local.simulators.twilio.pages import Json
from scripts.local.simulators.twilio.recordings.model import Recording
from scripts.local.simulators.twilio.recordings.told import address_of
from scripts.local.simulators.twilio.wire import ACCOUNTS, VERSION

SOURCES = {"StartCallRecordingTwiML": "StartCallRecordingAPI"}  # the specification has no other
BELOW = {"add_on_results": "AddOnResults.json", "transcriptions": "Transcriptions.json"}


def recording_json(recording: Recording) -> Json:
    """A recording as the account lists it."""
    base = f"{ACCOUNTS}/{recording.call.account}/Recordings/{recording.sid}"
    return _common(recording) | {
        "uri": f"{base}.json",
        "subresource_uris": {name: f"{base}/{path}" for name, path in BELOW.items()},
        "media_url": address_of(recording),
    }


def recording_of_call_json(recording: Recording) -> Json:
    """A recording as its call lists it."""
    base = f"{ACCOUNTS}/{recording.call.account}/Calls/{recording.call.sid}/Recordings"
    more = {"track": recording.wanted.track, "uri": f"{base}/{recording.sid}.json"}
    return _common(recording) | more


def _common(recording: Recording) -> Json:
    has_length = recording.status in ("completed", "deleted")
    return {
        "account_sid": recording.call.account,
        "api_version": VERSION,
        "call_sid": recording.call.sid,
        "conference_sid": None,
        "date_created": rfc_2822(recording.began),
        "date_updated": rfc_2822(recording.updated),
        "start_time": rfc_2822(recording.began),
        "duration": recording.duration if has_length else None,
        "sid": recording.sid,
        "price": None,
        "price_unit": "USD",
        "status": recording.status,
        "channels": recording.wanted.channels,
        "source": SOURCES.get(recording.wanted.source, recording.wanted.source),
        "error_code": recording.error,
        "encryption_details": None,
    }
