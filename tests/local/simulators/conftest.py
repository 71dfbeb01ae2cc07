"""Azure in a box, for whoever asks for it here."""

from tests.azure import account, azure, theatre, transcripts, trust

__all__ = ["account", "azure", "theatre", "transcripts", "trust"]
