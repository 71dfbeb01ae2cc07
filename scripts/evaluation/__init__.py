"""Calls many kinds of people, and judges what came of each call."""
