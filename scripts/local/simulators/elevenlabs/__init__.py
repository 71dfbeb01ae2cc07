"""ElevenLabs as the official SDK meets it: speech, voices, models, quota, and its bad days."""

from scripts.local.simulators.elevenlabs.account import Config, Voice
from scripts.local.simulators.elevenlabs.app import build
from scripts.local.simulators.elevenlabs.plans import Plan

__all__ = ["Config", "Plan", "Voice", "build"]
