"""What an article knows of its own names, on texts whose tags a test gives."""

from collections.abc import Callable

import pytest

from newsmill.article import Entities


def labels(out: Entities) -> list[tuple[str, str]]:
    return [(span.text, span.label) for span in out.spans if span.label != "PRONOUN"]


def test_a_surname_takes_the_type_of_its_full_name(run: Callable[..., Entities]) -> None:
    out = run("Ana Morley spoke. Then Morley left.", {"Ana Morley": "PERSON", "Morley": "ORG"})
    assert labels(out) == [("Ana Morley", "PERSON"), ("Morley", "PERSON")]


def test_types_are_voted_over_the_mentions_of_an_article(run: Callable[..., Entities]) -> None:
    text = "Zorbia rose. Zorbia fell. Zorbia stood."
    out = run(text, {"Zorbia": "ORG"})
    assert labels(out) == [("Zorbia", "ORG")] * 3


def test_an_untagged_repeat_is_tagged(run: Callable[..., Entities]) -> None:
    out = run("Ana Morley spoke. They like Morley.", {"Ana Morley": "PERSON"})
    assert labels(out) == [("Ana Morley", "PERSON"), ("Morley", "PERSON")]


def test_a_repeat_is_a_whole_word(run: Callable[..., Entities]) -> None:
    assert labels(run("Zorb met. Zorbian days.", {"Zorb": "ORG"})) == [("Zorb", "ORG")]


def test_a_repeat_ends_with_its_last_word(run: Callable[..., Entities]) -> None:
    text = "Zorb Bank met. The Zorb Banking days."
    assert labels(run(text, {"Zorb Bank": "ORG"})) == [("Zorb Bank", "ORG")]


def test_a_country_is_found_where_the_model_saw_nothing(run: Callable[..., Entities]) -> None:
    out = run("Officials from Nepal and the US met.", {})
    assert labels(out) == [("Nepal", "GPE"), ("US", "GPE")]
    assert [entity.name for entity in out.entities] == ["Nepal", "United States"]


def test_a_country_that_is_also_a_name_is_not_looked_for(run: Callable[..., Entities]) -> None:
    assert labels(run("Thank you, Chad.", {})) == []
    assert labels(run("He flew to Chad.", {"Chad": "GPE"})) == [("Chad", "GPE")]


@pytest.mark.parametrize("word", ["AI", "CEO", "SEO", "President", "North"])
def test_the_stop_list_is_no_entity(run: Callable[..., Entities], word: str) -> None:
    assert labels(run(f"They want {word} now.", {word: "ORG"})) == []


@pytest.mark.parametrize(
    ("name", "tagged", "label"),
    [
        ("Ministry of Water", "GPE", "ORG"),
        ("Zorb Holdings", "PERSON", "ORG"),
        ("Zorb Ltd", "PERSON", "ORG"),
        ("Blue River", "PERSON", "LOC"),
        ("Lake Zorb", "ORG", "LOC"),
        ("Zorb Peace Treaty", "ORG", "LAW"),
        ("Zorb Film Festival", "ORG", "EVENT"),
        ("ZORB", "PERSON", "ORG"),
        ("DeepZorb", "NORP", "ORG"),
        ("Zorb 2.5", "ORG", "PRODUCT"),
        ("Rotterdam", "ORG", "GPE"),
        ("Reuters", "GPE", "ORG"),
        ("Brexit", "ORG", "EVENT"),
    ],
)
def test_a_name_says_what_it_is(run: Callable[..., Entities], name: str, tagged: str, label: str) -> None:
    assert labels(run(f"We saw {name} today.", {name: tagged})) == [(name, label)]


def test_a_title_makes_a_person(run: Callable[..., Entities]) -> None:
    assert labels(run("We met Mr Zorb today.", {"Zorb": "ORG"})) == [("Zorb", "PERSON")]


def test_a_place_is_what_people_are_in(run: Callable[..., Entities]) -> None:
    assert labels(run("They live in Zorb today.", {"Zorb": "PERSON"})) == [("Zorb", "GPE")]


def test_two_pieces_of_a_name_are_joined(run: Callable[..., Entities]) -> None:
    out = run("Yesterday Uhuru Zorbatta spoke.", {"Uhuru": "PERSON", "Zorbatta": "PERSON"})
    assert labels(out) == [("Uhuru Zorbatta", "PERSON")]


def test_a_given_name_before_a_tagged_surname_belongs_to_it(run: Callable[..., Entities]) -> None:
    assert labels(run("Yesterday Ana Zorbatta spoke.", {"Zorbatta": "PERSON"})) == [("Ana Zorbatta", "PERSON")]


def test_an_explained_acronym_is_what_its_long_form_is(run: Callable[..., Entities]) -> None:
    out = run("The Blue Zorb Agency (BZA) met. BZA said no.", {})
    assert labels(out) == [("Blue Zorb Agency", "ORG"), ("BZA", "ORG"), ("BZA", "ORG")]
    assert [(entity.name, entity.aliases) for entity in out.entities] == [("Blue Zorb Agency", ("BZA",))]


def test_a_word_of_a_heading_that_the_article_never_uses_again_is_no_name(run: Callable[..., Entities]) -> None:
    body = "The plan is new and the town likes it, as far as anyone can tell from here. " * 5
    out = run(f"A Strategic Shift In Zorbs\n{body}", {"Strategic Shift": "ORG"})
    assert labels(out) == []


def test_a_word_without_capital_is_no_name_in_an_article_that_uses_capitals(run: Callable[..., Entities]) -> None:
    body = "The plan is new and the town likes it, as far as anyone can tell from here. " * 5
    assert labels(run(body + "They eat pejibaye.", {"pejibaye": "ORG"})) == []
