"""Laws of the topics stage: offsets point at what they say, the same input gives the same output, any text is borne."""

from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.article import CleanArticle
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.sentences import paragraphs, sentences

PIECES = (
    "Rebels shelled the port. ",
    "The bank cut rates",
    "\n\n",
    " 💥 ",
    "É",
    "Dr. Lind won the match! ",
    "\u200b",
    '"Go." ',
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


@cache
def resources() -> TopicResources:
    return load(TopicOptions(rank=True))


@given(TEXTS, st.none() | TEXTS)
@settings(max_examples=60)
def test_every_piece_of_evidence_is_at_its_place_and_holds_its_terms(text: str, headline: str | None) -> None:
    topics = tag(CleanArticle(stamp="", headline=headline, text=text), resources())
    assert bool(topics.topics) != bool(topics.abstained)
    for topic in topics.topics:
        assert topic.path[-1] == topic.id
        for piece in topic.evidence:
            source = text if piece.field == "text" else headline or ""
            assert 0 <= piece.start < piece.end <= len(source)
            assert all(term in source[piece.start : piece.end] for term in piece.terms)


@given(TEXTS)
@settings(max_examples=30)
def test_the_same_article_gives_the_same_bytes(text: str) -> None:
    article = CleanArticle(stamp="", text=text)
    assert tag(article, resources()).to_json() == tag(article, resources()).to_json()


@given(TEXTS)
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    found = [sentence for paragraph in paragraphs(text) for sentence in sentences(text, paragraph)]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join("".join(text[s.start : s.end].split()) for s in found) == "".join(text.split())


@given(st.one_of(TEXTS, st.text(alphabet="aB é’—İK_.5\u0301\u3000\xa0\x1c\n中$", max_size=30)))
@settings(max_examples=200)
def test_looking_words_up_splits_a_text_as_the_tokenizer_alone_does(text: str) -> None:
    embedding = resources().model.embedding
    encoded = embedding.tokenizer.encode(text, add_special_tokens=False)
    words = embedding.words(text)
    known = [number for number, piece in enumerate(encoded.tokens) if piece != "[UNK]"]
    assert words.ids.tolist() == [encoded.ids[number] for number in known]
    assert list(zip(words.starts, words.ends, strict=True)) == [encoded.offsets[number] for number in known]
    opens = [number == 0 or encoded.word_ids[number - 1] != encoded.word_ids[number] for number in known]
    assert words.opens.tolist() == opens
