"""What the local stack's parts know of each other: made by chance at set-up, kept in one file."""

import base64
import json
import secrets
from pathlib import Path
from typing import Self

from scripts.local import secret
from shared.value import Value


class Credentials(Value):
    """Accounts and keys of the simulated vendors. The app finds the secret ones in the vault."""

    twilio_account: str
    twilio_token: str
    elevenlabs_key: str
    openai_key: str
    cosmos_key: str
    identity_header: str
    callback_key: str
    audio_key: str
    token_pepper: str

    @classmethod
    def kept(cls, folder: Path) -> Self:
        """Those of that run; what it does not have yet is made now."""
        file = folder / "credentials.json"
        found = json.loads(file.read_text()) if file.exists() else {}
        known = cls.model_validate({**cls._by_chance().model_dump(), **found})
        if known.model_dump() != found:
            secret.write(file, known.model_dump_json(indent=2))
        return known

    @classmethod
    def _by_chance(cls) -> Self:
        return cls(
            twilio_account="AC" + secrets.token_hex(16),
            twilio_token=secrets.token_hex(16),
            elevenlabs_key=secrets.token_urlsafe(24),
            openai_key=secrets.token_urlsafe(24),
            cosmos_key=base64.b64encode(secrets.token_bytes(64)).decode(),
            identity_header=secrets.token_urlsafe(24),
            callback_key=secrets.token_urlsafe(32),
            audio_key=secrets.token_urlsafe(32),
            token_pepper=secrets.token_urlsafe(32),
        )

    def in_vault(self) -> dict[str, str]:
        """The secrets as the vault holds them, by the names the app asks for."""
        return {
            "twilio-auth-token": self.twilio_token,
            "elevenlabs-api-key": self.elevenlabs_key,
            "openai-api-key": self.openai_key,
            "callback-key": self.callback_key,
            "audio-key": self.audio_key,
            "token-pepper": self.token_pepper,
        }
