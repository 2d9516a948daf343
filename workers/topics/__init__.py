"""The topics stage: load(options) once, then tag(article, resources) for each article."""

from workers.topics.options import TopicOptions
from workers.topics.resources import TopicResources, load
from workers.topics.tagging import tag

__all__ = ["TopicOptions", "TopicResources", "load", "tag"]
