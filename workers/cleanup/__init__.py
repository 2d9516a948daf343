"""Cleanup: from an article as it arrives to its own text and metadata, and what was removed and why."""

from workers.cleanup.decode import decode
from workers.cleanup.resources import CleanupOptions, CleanupResources, load
from workers.cleanup.stage import clean

__all__ = ["CleanupOptions", "CleanupResources", "clean", "decode", "load"]
