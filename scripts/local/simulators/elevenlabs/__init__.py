"""ElevenLabs as the official SDK meets it: speech, voices, models, quota, and its bad days."""

from scripts.local.simulators.elevenlabs.account import Config, Plan
from scripts.local.simulators.elevenlabs.app import build

__all__ = ["Config", "Plan", "build"]
