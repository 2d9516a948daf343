"""Entities: who and what an article speaks of, each once, with every mention and sum at its exact place."""

from workers.entities.stage import EntityOptions, EntityResources, extract, load

__all__ = ["EntityOptions", "EntityResources", "extract", "load"]
