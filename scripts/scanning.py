"""Looks for secrets in the files of this clone: keys by their form, and words given to passwords.

A line that only looks like one ends in `no-secret: REASON`. Prints where, never what.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.local.places import ROOT

LARGEST = 1_000_000  # bytes; beyond that it is data
ALLOWED = re.compile(r"no-secret: \S")
KINDS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "a storage account's key": re.compile(r"AccountKey=[A-Za-z0-9+/]{40,}={0,2}"),
    "a shared access signature": re.compile(r"[?&]sig=[A-Za-z0-9%+/]{30,}"),
    "a Twilio key": re.compile(r"\bSK[0-9a-f]{32}\b"),
    "an OpenAI key": re.compile(r"\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}"),
    "an ElevenLabs key": re.compile(r"\bsk_[0-9a-f]{40,}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,})"),
    "a token of Entra or another issuer": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}"),
    "an AWS key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a password in an address": re.compile(r"\b\w+://[^\s:/@{}<$'\"]+:[^\s@/{}<$'\"]{8,}@"),
    "a word given to a password": re.compile(
        r"(?i)(?:password|secret|api_?key|auth_?token|client_?secret)[\"']?\s*[:=]\s*"
        r"[\"'](?=[^\"']*\d)(?=[^\"']*[a-zA-Z])[A-Za-z0-9+/_=-]{20,}[\"']"
    ),
}


def secrets(text: str) -> Iterator[tuple[int, str]]:
    """Lines, from 1, and what seems to stand there."""
    for number, line in enumerate(text.splitlines(), start=1):
        if ALLOWED.search(line):
            continue
        yield from ((number, kind) for kind, form in KINDS.items() if form.search(line))


def files() -> list[Path]:
    """What git keeps, or would."""
    how = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(how, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in found if path.is_file() and path.stat().st_size <= LARGEST]


def main() -> int:
    """Exit code 1 where there seems to be one."""
    found = 0
    for path in files():
        for number, kind in secrets(path.read_text("utf-8", errors="ignore")):
            found += 1
            print(f"{path.relative_to(ROOT)}:{number}: this looks like {kind}")
    if found:
        print("Take it out and make it invalid where it came from; or end the line: no-secret: WHY")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
