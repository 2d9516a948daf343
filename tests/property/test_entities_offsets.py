"""Laws of offsets and order, for any text: the stage never points beside what it names."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from newsmill.article import CleanArticle
from workers.entities import EntityOptions, EntityResources, extract
from workers.entities.boundaries import mend_boundaries
from workers.entities.chunks import chunks
from workers.entities.finding import Finder
from workers.entities.lexicon import load_lexicon
from workers.entities.mention import LABELS
from workers.entities.model import Tagged
from workers.entities.values import find_values

DATA = Path(__file__).parents[2] / "config" / "entities"

WORDS = st.sampled_from(
    re.split(
        r"[ ]",
        "Ana Ruiz Mr the of and Bank Ltd said in Oslo, Oslo US U.S. (UN) he She its AI 5 $5 million 13% by 2028."
        " Tuesday last week £2m -5 – Party’s"
        " 's ( ) . “ ” O'Neil al-Amin Qwen 2.5 👩‍👩‍👧 שלום مرحبا é \u2028 \n \n\n Rs 13",
    )
)
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=300))


class CapitalTagger:
    """Tags each run of capitalised words, under a label that its length picks."""

    name = "capitals-1"

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        labels = sorted(LABELS)
        return [
            [
                Tagged(match.start(), match.end(), labels[len(match[0]) % len(labels)])
                for match in re.finditer(r"[A-Z]\S*(?: [A-Z]\S*)*", text)
            ]
            for text in texts
        ]


@cache
def resources() -> EntityResources:
    return EntityResources(EntityOptions(data=DATA), CapitalTagger(), load_lexicon(DATA), "test")


@given(TEXTS)
def test_chunks_stand_at_their_offsets_in_order_and_leave_out_only_space_and_floods(text: str) -> None:
    reached = 0
    for offset, piece in chunks(text):
        assert text[offset : offset + len(piece)] == piece == piece.strip()
        left_out = text[reached:offset]
        assert not left_out.strip() or any(len(run) > 100 for run in left_out.split())
        assert len(piece.splitlines()) == 1
        reached = offset + len(piece)


@given(st.text(alphabet="ab .!?\n", min_size=1, max_size=40).map(lambda unit: unit * 400))
def test_chunks_are_bounded(text: str) -> None:
    assert all(len(piece) <= 3000 for _, piece in chunks(text))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40), st.sampled_from(sorted(LABELS))), max_size=8))
def test_mended_boundaries_are_in_order_within_the_text_and_not_empty(
    text: str, raw: list[tuple[int, int, str]]
) -> None:
    reached, spans = 0, []
    for start, length, label in sorted(raw):
        if start >= reached and start + length <= len(text):
            spans.append(Tagged(start, start + length, label))
            reached = start + length
    mended_to = 0
    for start, end, label in mend_boundaries(text, spans):
        assert mended_to <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert label in LABELS
        mended_to = end


@given(TEXTS, st.lists(st.sampled_from(["US", "U.S.", "Oslo", "Ana Ruiz", "Ruiz", "al-Amin"]), min_size=1))
def test_a_finder_finds_its_forms_as_whole_words(text: str, forms: list[str]) -> None:
    reached = 0
    for start, end in Finder(forms).find(text):
        assert text[start:end] in forms
        assert reached <= start
        assert not text[start - 1 : start].isalnum()
        assert not text[end : end + 1].isalnum()
        reached = end


@given(text=TEXTS, headline=st.one_of(st.none(), TEXTS.map(lambda line: line[:100])))
def test_spans_and_values_stand_where_they_say(text: str, headline: str | None) -> None:
    article = CleanArticle(stamp="", text=text, headline=headline, language="en")
    out = extract(article, resources())
    fields = {"text": text, "headline": headline or ""}
    ids = [entity.id for entity in out.entities]
    assert ids == [f"e{number}" for number in range(1, len(ids) + 1)]
    for span in out.spans:
        assert fields[span.field][span.start : span.end] == span.text
        assert span.entity in ids
        assert len(span.text.splitlines()) == 1
    for field in fields:
        places = [(span.start, span.end) for span in out.spans if span.field == field]
        assert all(first[1] <= second[0] for first, second in pairwise(places))
    for entity in out.entities:
        names = [span for span in out.spans if span.entity == entity.id and span.label != "PRONOUN"]
        assert entity.count == len(names) > 0
        assert 0 <= entity.salience <= 1
        assert {entity.name, *entity.aliases} >= {span.text for span in names}
    reached = 0
    for value in out.values:
        assert text[value.start : value.end] == value.text
        assert reached <= value.start < value.end
        reached = value.end


@given(text=TEXTS)
def test_the_same_article_gives_the_same_bytes(text: str) -> None:
    article = CleanArticle(stamp="", text=text, language="en")
    assert extract(article, resources()).to_json() == extract(article, resources()).to_json()


@given(
    number=st.integers(1, 10**9),
    sign=st.sampled_from(["$", "£", "€", "US$", "CNY", "RM"]),
)
def test_a_sum_with_thousands_commas_reads_as_its_number(number: int, sign: str) -> None:
    (value,) = find_values(f"It cost {sign}{number:,} then.", datetime(2026, 11, 23, tzinfo=UTC))
    assert value.amount == str(number)


@given(day=st.dates(min_value=date(1600, 1, 1), max_value=date(2090, 1, 1)))
def test_a_full_date_reads_as_its_day(day: date) -> None:
    (value,) = find_values(f"It was {day.day} {day:%B} {day.year}.", None)
    assert (value.date, value.granularity) == (day.isoformat(), "day")
