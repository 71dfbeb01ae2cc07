"""What the app is told about recordings, field for field.

Source: https://www.twilio.com/docs/voice/api/recording#recordingstatuscallback
"""

from scripts.local.simulators.twilio.call import Call
from scripts.local.simulators.twilio.fields import Fields, rfc_2822
from scripts.local.simulators.twilio.network import Network
from scripts.local.simulators.twilio.recordings.model import Recording


def address_of(recording: Recording) -> str:
    """Where Twilio says the file is; without an extension it is the WAV."""
    path = f"/2010-04-01/Accounts/{recording.call.account}/Recordings/{recording.sid}"
    return f"https://api.twilio.com{path}"


def fields_of(recording: Recording) -> Fields:
    """What a recording callback says."""
    fields = {
        "AccountSid": recording.call.account,
        "CallSid": recording.call.sid,
        "RecordingSid": recording.sid,
        "RecordingUrl": address_of(recording),
        "RecordingStatus": recording.status,
        "RecordingChannels": str(recording.wanted.channels),
        "RecordingStartTime": rfc_2822(recording.began),
        "RecordingSource": recording.wanted.source,
        "RecordingTrack": recording.wanted.track,
        "ErrorCode": str(recording.error or 0),
    }
    if recording.status == "completed":
        fields["RecordingDuration"] = recording.duration
    return fields


def of_ended_call(network: Network, call: Call) -> Fields:
    """What the last status callback says of a recording that was ordered with the call."""
    for recording in network.recordings.of(call):
        if recording.wanted.source == "OutboundAPI":
            return {
                "RecordingSid": recording.sid,
                "RecordingUrl": address_of(recording),
                "RecordingDuration": recording.duration,
            }
    return {}
