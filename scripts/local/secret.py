"""Passwords of the embedded services: made by chance at set-up, kept in files only we may read."""

import os
import secrets
from pathlib import Path


def kept(file: Path) -> str:
    """The password in the file, made now where there is none yet. Letters, digits, - and _."""
    if not file.exists():
        write(file, secrets.token_urlsafe(24))
    return file.read_text()


def write(file: Path, text: str) -> None:
    """Write a file that is closed to others from its first moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
