"""The stage on texts whose names a list knows: gate, caps, headline, ids."""

from collections.abc import Callable

from newsmill.article import Entities


def test_a_language_that_the_model_does_not_read_is_skipped_with_a_reason(run: Callable[..., Entities]) -> None:
    out = run("Der Rat tagt in Berlin.", {"Berlin": "GPE"}, language="de-AT")
    assert out.skipped == "entities: the language 'de-AT' is not one that the model reads (en)"
    assert (out.spans, out.entities, out.values) == ((), (), ())


def test_a_text_of_unknown_language_is_read_when_its_letters_are_latin(run: Callable[..., Entities]) -> None:
    assert [span.text for span in run("He went to Berlin.", {"Berlin": "GPE"}, language=None).spans] == ["Berlin"]


def test_a_text_of_unknown_language_that_does_not_read_like_english_is_skipped(run: Callable[..., Entities]) -> None:
    text = "Le conseil municipal a voté mardi la construction d'un tunnel sous le port, selon la mairie. " * 5
    assert "does not read like English" in (run(text, {}, language=None).skipped or "")


def test_letters_that_are_not_latin_are_skipped_whatever_the_language_says(run: Callable[..., Entities]) -> None:
    assert "not Latin" in (run("Он поехал в Берлин.", {"Берлин": "GPE"}).skipped or "")


def test_what_is_beyond_the_limit_is_not_read_and_a_warning_says_so(run: Callable[..., Entities]) -> None:
    out = run("word " * 40_000 + "Berlin", {"Berlin": "GPE"})
    assert out.spans == ()
    assert out.warnings == ("entities: only the first 200,000 of 200,006 characters were read",)


def test_ids_follow_first_mention_and_the_headline_comes_first(run: Callable[..., Entities]) -> None:
    out = run("Oslo and Berlin met.", {"Oslo": "GPE", "Berlin": "GPE"}, headline="Berlin calls")
    assert [(span.text, span.entity, span.field) for span in out.spans] == [
        ("Berlin", "e1", "headline"),
        ("Oslo", "e2", "text"),
        ("Berlin", "e1", "text"),
    ]
    assert [(entity.id, entity.name, entity.count) for entity in out.entities] == [
        ("e1", "Berlin", 2),
        ("e2", "Oslo", 1),
    ]


def test_a_span_never_crosses_a_paragraph(run: Callable[..., Entities]) -> None:
    out = run("Ana\nRuiz spoke.", {"Ana\nRuiz": "PERSON", "Ruiz": "PERSON"})
    assert [span.text for span in out.spans] == ["Ruiz"]
