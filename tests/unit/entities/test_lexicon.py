"""The lists: the operator's entries win, and a wrong entry is refused with its file, number and reason."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.entities.lexicon import load_lexicon

DATA = Path(__file__).parents[3] / "config" / "entities"


def test_the_operators_table_wins_over_the_shipped_lists(tmp_path: Path) -> None:
    table = tmp_path / "own.yaml"
    table.write_text("- {name: Oracle of Zorb, type: WORK_OF_ART, aliases: [Oracle], wikidata: Q1}\n")
    known = load_lexicon(DATA, [table]).known
    assert (known["Oracle"].label, known["Oracle"].name, known["Oracle"].wikidata) == (
        "WORK_OF_ART",
        "Oracle of Zorb",
        "Q1",
    )
    assert load_lexicon(DATA).known["Oracle"].label == "ORG"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name: Zorb", "must be a list"),
        ("- {type: ORG}", "entry 1: needs a name"),
        ("- {name: NO, type: ORG}", "entry 1: needs a name"),
        ("- {name: Zorb, type: COMPANY}", "'Zorb' needs a type, one of EVENT, FAC"),
        ("- {name: Zorb, type: ORG, aliases: Zorbex}", "aliases of 'Zorb' must be a list"),
        ("- {name: Zorb, type: ORG, aliases: [1]}", "aliases of 'Zorb' must be a list"),
        ("- {name: Zorb, type: ORG, wikidata: 7}", "wikidata id of 'Zorb'"),
        ("- {name: Zorb, type: ORG, alias: [Z]}", "key that is not known: alias"),
        ("- {name: Zorb, type: [", "is not YAML"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_reason(tmp_path: Path, content: str, said: str) -> None:
    table = tmp_path / "own.yaml"
    table.write_text(content)
    with pytest.raises(Misconfigured, match=said) as error:
        load_lexicon(DATA, [table])
    assert str(table) in str(error.value)


def test_a_missing_table_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"own\.yaml cannot be read"):
        load_lexicon(DATA, [tmp_path / "own.yaml"])


def test_the_files_are_part_of_what_is_loaded(tmp_path: Path) -> None:
    table = tmp_path / "own.yaml"
    table.write_text("[]")
    assert set(load_lexicon(DATA, [table]).files) > {"countries.yaml", "aliases.yaml", "stop_list.txt"}
