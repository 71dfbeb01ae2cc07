"""The steps of a deployment."""
