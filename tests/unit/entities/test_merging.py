"""Who is who: mentions of one person, organisation or place are one entity under its fullest name."""

from collections.abc import Callable

from newsmill.article import Entities
from workers.entities.mention import Mention
from workers.entities.salience import salience


def names(out: Entities) -> list[tuple[str, tuple[str, ...], int]]:
    return [(entity.name, entity.aliases, entity.count) for entity in out.entities]


def test_a_full_name_and_its_parts_are_one_person(run: Callable[..., Entities]) -> None:
    out = run(
        "Eddie Wu Yongming spoke. Wu Yongming left. Eddie smiled.",
        {"Eddie Wu Yongming": "PERSON", "Wu Yongming": "PERSON", "Eddie": "PERSON"},
    )
    assert names(out) == [("Eddie Wu Yongming", ("Wu Yongming", "Eddie"), 3)]


def test_of_two_people_with_one_surname_the_one_named_last_is_meant(run: Callable[..., Entities]) -> None:
    out = run(
        "Zoe Ruiz came. Ruiz spoke. Ben Ruiz left. Ruiz waved. Zoe Ruiz sang. Ruiz sat.",
        {"Zoe Ruiz": "PERSON", "Ben Ruiz": "PERSON", "Ruiz": "PERSON"},
    )
    assert [(span.text, span.entity) for span in out.spans] == [
        ("Zoe Ruiz", "e1"),
        ("Ruiz", "e1"),
        ("Ben Ruiz", "e2"),
        ("Ruiz", "e2"),
        ("Zoe Ruiz", "e1"),
        ("Ruiz", "e1"),
    ]


def test_a_single_name_is_a_surname_before_it_is_a_given_name(run: Callable[..., Entities]) -> None:
    out = run(
        "Ana Morgan came. Morgan Lind left. Morgan spoke.",
        {"Ana Morgan": "PERSON", "Morgan Lind": "PERSON", "Morgan": "PERSON"},
    )
    assert [entity.aliases for entity in out.entities] == [("Morgan",), ()]


def test_other_initials_make_other_people(run: Callable[..., Entities]) -> None:
    out = run("John A. Lind met John B. Lind.", {"John A. Lind": "PERSON", "John B. Lind": "PERSON"})
    assert len(out.entities) == 2


def test_a_middle_initial_and_accents_do_not_make_two_people(run: Callable[..., Entities]) -> None:
    out = run(
        "Ana B. Ruíz came. Ana Ruiz left. RUIZ won.", {"Ana B. Ruíz": "PERSON", "Ana Ruiz": "PERSON", "RUIZ": "PERSON"}
    )
    assert len(out.entities) == 1


def test_an_organisation_is_one_with_and_without_its_legal_form(run: Callable[..., Entities]) -> None:
    out = run("Zorbex Group rose. Zorbex fell.", {"Zorbex Group": "ORG", "Zorbex": "ORG"})
    assert names(out) == [("Zorbex Group", ("Zorbex",), 2)]


def test_a_unit_of_a_company_is_another_organisation(run: Callable[..., Entities]) -> None:
    out = run("Zorbex rose. Zorbex Cloud fell.", {"Zorbex": "ORG", "Zorbex Cloud": "ORG"})
    assert len(out.entities) == 2


def test_an_acronym_is_the_one_organisation_whose_initials_it_has(run: Callable[..., Entities]) -> None:
    out = run("Zorb Water Board met. ZWB left.", {"Zorb Water Board": "ORG", "ZWB": "ORG"})
    assert names(out) == [("Zorb Water Board", ("ZWB",), 2)]


def test_a_known_name_has_the_name_of_the_lists(run: Callable[..., Entities]) -> None:
    out = run("Britain and the UK.", {"Britain": "GPE", "UK": "GPE"})
    assert names(out) == [("United Kingdom", ("Britain", "UK"), 2)]


def test_salience_rises_with_frequency_early_mention_and_the_headline() -> None:
    def at(*starts: int, headline: bool = False) -> float:
        in_text = [Mention(start, start + 4, "ORG", "Zorb") for start in starts]
        return salience([*in_text, *([Mention(0, 4, "ORG", "Zorb", "headline")] if headline else [])], 100, 10)

    assert at(0) == 0.4581  # a tenth of all mentions (0.5 times its root), at the very start (0.3)
    assert at(50) == 0.3081
    assert at(0, 50, 60, 70) > at(0)
    assert at(headline=True) == 0.6581


def test_a_pronoun_that_can_mean_one_person_is_linked(run: Callable[..., Entities]) -> None:
    out = run("Ana Ruiz came. She spoke.", {"Ana Ruiz": "PERSON"})
    assert [(span.text, span.label, span.entity) for span in out.spans] == [
        ("Ana Ruiz", "PERSON", "e1"),
        ("She", "PRONOUN", "e1"),
    ]
    assert out.entities[0].count == 1


def test_a_pronoun_that_could_mean_two_people_is_left_alone(run: Callable[..., Entities]) -> None:
    out = run("Ana Ruiz met Eva Lind. She spoke.", {"Ana Ruiz": "PERSON", "Eva Lind": "PERSON"})
    assert [span.text for span in out.spans] == ["Ana Ruiz", "Eva Lind"]


def test_a_title_tells_the_gender_of_a_person(run: Callable[..., Entities]) -> None:
    tags = {"Zorbatta": "PERSON"}
    assert len(run("Mr Zorbatta came. He spoke.", tags).spans) == 2
    assert len(run("Mr Zorbatta came. She spoke.", tags).spans) == 1
    assert len(run("Mrs Zorbatta came. He spoke.", tags).spans) == 1


def test_a_pronoun_of_the_other_gender_is_not_linked(run: Callable[..., Entities]) -> None:
    assert len(run("Ana Ruiz came. He spoke.", {"Ana Ruiz": "PERSON"}).spans) == 1


def test_a_pronoun_within_a_name_is_no_pronoun(run: Callable[..., Entities]) -> None:
    out = run("Ana Ruiz saw She Said.", {"Ana Ruiz": "PERSON", "She Said": "WORK_OF_ART"})
    assert [span.label for span in out.spans] == ["PERSON", "WORK_OF_ART"]
