"""Twilio's error codes, as its REST API answers with them and its debugger lists them.

Source: https://www.twilio.com/docs/api/errors
"""

DOCS = "https://www.twilio.com/docs/errors/"

REFUSALS: dict[int, tuple[int, str]] = {
    20001: (400, "Url and Twiml cannot both be given"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (409, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource {subject} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url is not a valid URL: {subject}"),
    21206: (400, "SendDigits parameter is invalid"),
    21208: (400, "Timeout is invalid: {subject}"),
    21210: (
        400,
        "The source phone number provided, {subject}, is not yet verified for your account.",
    ),
    21211: (400, "Invalid 'To' Phone Number: {subject}"),
    21212: (400, "Invalid 'From' Phone Number: {subject}"),
    21213: (400, "Caller phone number is required: no 'From' number is specified"),
    21214: (400, "'To' phone number cannot be reached: {subject}"),
    21215: (400, "Account not authorized to call {subject}."),
    21216: (400, "Account not allowed to call {subject}"),
    21217: (400, "Phone number does not appear to be valid: {subject}"),
    21218: (400, "Invalid ApplicationSid: {subject}"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21262: (400, "AsyncAmdStatusCallback is required when AsyncAmd is enabled"),
    21263: (400, "Invalid parameter for answering machine detection: {subject}"),
    21421: (400, "PhoneNumber is invalid: {subject}"),
    21422: (400, "PhoneNumber is not available: {subject}"),
    21609: (400, "The 'StatusCallback' URL {subject} is not a valid URL."),
    22005: (400, "Call queue is full"),
    32018: (400, "Twiml parameter is longer than 4000 characters"),
}

NOTICES: dict[int, str] = {
    10004: "Call concurrency limit exceeded",
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
    13223: "Dial: Invalid phone number format",
    21626: "Invalid statusCallbackEvents",
}


class Refusal(Exception):
    """An answer of the REST API that is an error."""

    def __init__(self, code: int, subject: str = "") -> None:
        self.code = code
        self.status, words = REFUSALS[code]
        self.message = words.format(subject=subject)
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
