"""Twilio's error codes, as its REST API answers with them and its debugger lists them.

Source: https://www.twilio.com/docs/api/errors
"""

DOCS = "https://www.twilio.com/docs/errors/"
UNVERIFIED = "You may only make calls from phone numbers that you've verified or purchased"

REFUSALS: dict[int, tuple[int, str]] = {
    10001: (400, "Account is not active"),
    16108: (400, "Request failed due to concurrent recordings"),
    16113: (400, "Cannot download a dual-channel presentation of a mono recording"),
    20001: (400, "Invalid parameter: {subject}"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20005: (403, "Account not active"),
    20009: (409, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource {subject} was not found"),
    20409: (409, "Conflict: {subject}"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21201: (400, "No 'To' number is specified"),
    21202: (400, "'To' phone number {subject} is a premium number"),
    21205: (400, "Url is not a valid URL: {subject}"),
    21206: (400, "SendDigits is not valid: {subject}"),
    21208: (400, "{subject} is not valid"),
    21209: (400, "Method is not valid: {subject}"),
    21210: (
        400,
        (
            "The source phone number provided, {subject}, is not yet verified for your account. "
            f"{UNVERIFIED} from Twilio."
        ),
    ),
    21211: (400, "The phone number you are attempting to call, {subject}, is not valid."),
    21212: (400, "The source phone number provided, {subject}, is not a valid phone number."),
    21213: (400, "No 'From' number is specified"),
    21214: (400, "'To' phone number cannot be reached: {subject}"),
    21215: (
        400,
        (
            "Account not authorized to call {subject}. Perhaps you need to enable some "
            "international permissions: "
            "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk"
        ),
    ),
    21216: (400, "Account not allowed to call {subject}"),
    21217: (400, "Phone number does not appear to be valid: {subject}"),
    21218: (400, "Invalid ApplicationSid: {subject}"),
    21219: (
        400,
        (
            "The number {subject} is unverified. Trial accounts may only make calls to verified "
            "numbers."
        ),
    ),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21262: (400, "AsyncAmdStatusCallback is required when AsyncAmd is enabled"),
    21263: (400, "Invalid Answering Machine Detection Parameters: {subject}"),
    21266: (400, "'To' and 'From' number cannot be the same: {subject}"),
    21401: (400, "Invalid Phone Number: {subject}"),
    21402: (400, "Invalid Url: {subject}"),
    21403: (400, "Invalid Method: {subject}"),
    21408: (
        400,
        (
            "Permission to send an SMS has not been enabled for the region indicated by the 'To' "
            "number: {subject}"
        ),
    ),
    21421: (400, "PhoneNumber is invalid: {subject}"),
    21422: (400, "PhoneNumber is not available: {subject}"),
    21450: (400, "Phone number {subject} is already verified for your account."),
    21451: (400, "Invalid area code: {subject}"),
    21452: (400, "No phone numbers found in area code {subject}"),
    21501: (404, "Resource not available: try again in {subject} seconds"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        (
            "The 'From' phone number provided ({subject}) is not a valid message-capable Twilio "
            "phone number for this destination/account"
        ),
    ),
    21608: (
        400,
        (
            "The number {subject} is unverified. Trial accounts cannot send messages to unverified "
            "numbers."
        ),
    ),
    21609: (400, "The 'StatusCallback' URL {subject} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number {subject} has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number: {subject}, is not currently reachable via SMS."),
    21614: (400, "'To' number is not a valid mobile number: {subject}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21659: (400, "'From' {subject} is not a Twilio phone number or Short Code country mismatch"),
    21660: (400, "Mismatch between the 'From' number {subject} and the account"),
    21701: (404, "The Messaging Service {subject} does not exist"),
    22005: (400, "Call queue is full"),
    32018: (400, "Twiml parameter is longer than 4000 characters"),
    32115: (400, "CallReason is longer than 50 characters"),
}

NOTICES: dict[int, str] = {
    10004: "Call concurrency limit exceeded",
    11100: "Invalid URL format",
    11200: "HTTP retrieval failure",
    11205: "HTTP connection failure",
    11210: "HTTP bad host name",
    11215: "HTTP too many redirects",
    11220: "SSL/TLS handshake error",
    11240: "Invalid webhook connection override",
    11750: "TwiML response body too large",
    12100: "Document parse failure",
    12200: "Schema validation warning",
    12300: "Invalid Content-Type",
    13201: "Dial: Cannot dial out from a dialled call",
    13210: "Dial: Invalid method value",
    13212: "Dial: Invalid timeout value",
    13213: "Dial: Invalid hangupOnStar value",
    13214: "Dial: Invalid callerId value",
    13215: "Dial: Invalid nested element",
    13216: "Dial: Invalid timeLimit value",
    13222: "Dial->Number: Invalid sendDigits value",
    13223: "Dial: Invalid phone number format",
    13224: "Dial: Invalid phone number",
    13230: "Dial->Conference: Invalid muted value",
    13231: "Dial->Conference: Invalid endConferenceOnExit value",
    13232: "Dial->Conference: Invalid startConferenceOnEnter value",
    13237: "Dial->Conference: Invalid conference name",
    13246: "Dial: SIP dialing is not enabled for this account",
    13410: "Play: Invalid loop value",
    13510: "Say: Invalid loop value",
    13511: "Say: Invalid voice value",
    13520: "Say: Invalid text",
    13617: "Record: Recording length is out of range for transcription",
    13710: "Redirect: Invalid method value",
    13910: "Pause: Invalid length value",
    14101: "Message: invalid To attribute",
    14102: "Message: invalid From attribute",
    14103: "Message: invalid Body",
    14104: "Message: invalid Method attribute",
    14105: "Message: invalid statusCallback attribute",
    14110: "Message: invalid verb for a message reply",
    14204: "Enqueue: Queue name too short",
    14205: "Enqueue: Queue name too long",
    14220: "Enqueue: The workflow is not a valid sid",
    16101: "Voice Recording: Unavailable because duration is too short",
    21610: "Attempt to send to unsubscribed recipient",
    21626: "Invalid statusCallbackEvents",
}
WARNINGS = frozenset({12200, 13256, 13335, 13617, 13621, 14110, 16101, 21263, 21626})
ERROR_LEVEL, WARNING_LEVEL = "0", "1"

DELIVERY: dict[int, str] = {
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30036: "Validity Period Expired",
}


class Refusal(Exception):
    """An answer of the REST API that is an error. `words` replace the usual ones of the code."""

    def __init__(self, code: int, subject: str = "", *, words: str = "") -> None:
        self.code = code
        self.status, usual = REFUSALS[code]
        self.message = (words or usual).format(subject=subject)
        super().__init__(self.message)

    def body(self) -> dict[str, object]:
        """The error document, in Twilio's older form (not RFC 9457)."""
        more = f"{DOCS}{self.code}"
        return {
            "code": self.code,
            "message": self.message,
            "more_info": more,
            "status": self.status,
        }


class Failed(Exception):
    """A request to the app that got no usable answer. `kind` is a retry policy's word for it."""

    def __init__(self, code: int, url: str, kind: str = "", detail: str = "") -> None:
        super().__init__(detail or kind)
        self.code, self.url, self.kind, self.detail = code, url, kind, detail


def level(code: int) -> str:
    """How the debugger files it: `0` for an error, `1` for a warning."""
    return WARNING_LEVEL if code in WARNINGS else ERROR_LEVEL
