"""A function app of its own, which a host loads from this folder."""
