"""The certificate authority of this clone: the Azure SDKs refuse tokens over plain http."""

import argparse
from dataclasses import dataclass
from pathlib import Path

import trustme

from scripts.local import secret

NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Authority:
    """Files of one authority: what clients trust, and what a server shows them."""

    ca: Path
    certificate: Path
    key: Path


def authority(folder: Path) -> Authority:
    """The authority in that folder, made where there is none yet. Its keys never leave it."""
    files = Authority(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    if not all(path.exists() for path in (files.ca, files.certificate, files.key)):
        _make(files)
    return files


def _make(files: Authority) -> None:
    files.ca.parent.mkdir(parents=True, exist_ok=True)
    ca = trustme.CA(organization_name="Centralita, this machine only")
    server = ca.issue_cert(*NAMES)
    secret.write(files.key, server.private_key_pem.bytes().decode())
    files.certificate.write_bytes(b"".join(part.bytes() for part in server.cert_chain_pems))
    # Last, so that whoever sees the authority finds the certificate it signed beside it.
    files.ca.write_bytes(ca.cert_pem.bytes())


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, help="where the files lie, .local/ca as a rule")
    print(authority(arguments.parse_args().folder).ca)
