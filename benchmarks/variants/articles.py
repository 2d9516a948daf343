"""Articles to measure with: 300 to 900 words each, half of them whole HTML pages, half plain text; no two alike.

The sentences are those of the project's own topic corpus (invented news, config/topics/corpus), some twenty pieces of
one subject an article, with people and organisations that the article names again and again, as news does.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from variants.pages import page

CORPUS = Path(__file__).parents[2] / "config" / "topics" / "corpus"
GIVEN = [
    "Ana",
    "Ruth",
    "Tomas",
    "Ingrid",
    "Omar",
    "Priya",
    "Lena",
    "Hugo",
    "Marta",
    "Kwame",
    "Sofia",
    "Daniel",
    "Aisha",
    "Viktor",
    "Clara",
    "Mateo",
]
FAMILY = [
    "Oakes",
    "Berger",
    "Castellan",
    "Dutta",
    "Engel",
    "Farrow",
    "Guzman",
    "Halloran",
    "Ivers",
    "Jansen",
    "Kowal",
    "Lindqvist",
    "Moreau",
    "Nakata",
]
PLACES = [
    "Lisbon",
    "Nairobi",
    "Ohio",
    "Leeds",
    "Marseille",
    "Gdansk",
    "Osaka",
    "Lima",
    "Toronto",
    "Bergen",
    "Cardiff",
    "Seville",
    "Accra",
    "Denver",
]
KINDS = ("Institute", "Council", "Group", "University", "Energy", "Trust", "Partners", "Bank")
SAYING = (
    "“We looked at this for {months} months and nothing changed,” {person} told reporters in {place} on {day}.",
    "{surname}, who has led the {organisation} since {year}, said that the figures had been checked twice.",
    "The {organisation} put the cost at ${sum} million, or {share} per cent of its budget for {year}.",
    "A spokesman for the {organisation} declined to comment. {person} did not answer a call.",
    "“Nobody in {place} was asked,” said {other}, and {surname} agreed that this had been a mistake.",
    "{person} and {other} are expected to speak in {place} on {number} March, he said.",
)


def made_articles(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """newsmill.article/1 as mappings; the same seed gives the same articles."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    subjects = [
        [orjson.loads(line) for line in file.read_bytes().splitlines()] for file in sorted(CORPUS.glob("[01]*.jsonl"))
    ]
    for number in range(count):
        headline, paragraphs, author = _story(chance, chance.choice(subjects))
        url = f"https://news{number % 7}.example/{seed}/{number}"
        article: dict[str, Any] = {"id": f"urn:example:{seed}:{number}", "url": url, "source": f"News {number % 7}"}
        if number % 2:
            article["headline"] = headline
            article["body"] = {"content_type": "text/plain", "value": "\n\n".join(paragraphs)}
        else:
            article["body"] = {"content_type": "text/html", "value": page(chance, url, headline, author, paragraphs)}
        yield article


def _story(chance: random.Random, subject: list[dict[str, Any]]) -> tuple[str, list[str], str]:
    """Headline, paragraphs and author of one article."""
    people = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(3)]
    organisations = [f"{chance.choice(PLACES)} {chance.choice(KINDS)}" for _ in range(2)]
    headline = chance.choice(subject)["headline"]
    wanted, words = chance.randint(310, 880), 0
    paragraphs: list[str] = []
    while words < wanted:
        sentences = []
        for _ in range(chance.randint(1, 3)):
            sentences.append(chance.choice(subject)["text"])
            if chance.random() < 0.5:
                person, other = chance.sample(people, 2)
                sentences.append(
                    chance.choice(SAYING).format(
                        person=person,
                        surname=person.split()[1],
                        other=other,
                        organisation=chance.choice(organisations),
                        place=chance.choice(PLACES),
                        day=chance.choice(["Monday", "Tuesday", "Friday"]),
                        months=chance.randint(2, 30),
                        year=chance.randint(1990, 2030),
                        sum=chance.randint(2, 900),
                        share=chance.randint(2, 60),
                        number=chance.randint(1, 31),
                    )
                )
        paragraphs.append(" ".join(sentences))
        words += len(paragraphs[-1].split())
    return headline, _cut(paragraphs, 895), people[0]


def _cut(paragraphs: list[str], most: int) -> list[str]:
    """The paragraphs with the last one shortened, so that no article has more words than `most`."""
    over = sum(len(paragraph.split()) for paragraph in paragraphs) - most
    return paragraphs if over <= 0 else [*paragraphs[:-1], " ".join(paragraphs[-1].split()[:-over])]
