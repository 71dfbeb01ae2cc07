"""Azure OpenAI as the official SDK meets it: language by rules, embeddings, and its bad days."""

from scripts.local.simulators.openai.account import Config
from scripts.local.simulators.openai.app import build

__all__ = ["Config", "build"]
