"""Schemes: what is refused, and that the refusal says where."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.topics import TopicOptions, scheme_csv
from workers.topics.problems import Problems
from workers.topics.scheme import MAX_TOPICS, Scheme, build


def read(tmp_path: Path, text: str | bytes) -> Scheme:
    path = tmp_path / "own.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return build("own", scheme_csv.read(path, Problems()))


def test_the_shipped_scheme_is_whole() -> None:
    scheme = build("iptc", scheme_csv.read(TopicOptions().scheme, Problems()))
    assert len(scheme.in_use) == 1084
    assert sum(len(scheme.path(code)) == 1 for code in scheme.in_use) == 17
    assert max(len(scheme.path(code)) for code in scheme.in_use) == 6
    assert scheme.path("medtop:20001298") == (
        "medtop:13000000",
        "medtop:20000756",
        "medtop:20000763",
        "medtop:20001298",
    )


def test_a_byte_order_mark_and_quoted_commas_are_read(tmp_path: Path) -> None:
    scheme = read(tmp_path, '\ufeffcode,name,examples\nx:1,"war, peace",a | b\n')
    assert scheme.concepts["x:1"].name == "war, peace"
    assert scheme.concepts["x:1"].examples == ("a", "b")


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("code,name,parent\nx:1,a,x:2\nx:2,b,x:1\n", "line 2", "cycle of parents"),
        ("code,name,parent\nx:1,a,x:1\n", "line 2", "cycle of parents"),
        ("code,name,parent\nx:1,a,\nx:2,b,x:9\n", "line 3", "parent 'x:9' of 'x:2' is not in the scheme"),
        ("code,name\nx:1,a\nx:2,b\nx:1,c\n", "line 4", "was already given at"),
        ("code,name,retired,parent\nx:1,a,2020-01-01,\nx:2,b,,x:1\n", "line 3", "was retired"),
        ("code,name\nx:1,\n", "line 2", "has no name"),
        ("code,name\nx 1,a\n", "line 2", "without spaces"),
        ("code,name,threshold\nx:1,a,1.5\n", "line 2", "between 0 and 1"),
        ("code,name,threshold\nx:1,a,high\n", "line 2", "not a number"),
        ("code,name\nx:1,a,b\n", "line 2", "3 cells for 2 columns"),
        ("code,title\nx:1,a\n", "line 1", "column 'name' is missing"),
        ("code;name;parent\nx:1;a;\n", "line 1", "separated by semicolons or tabs; save them with commas"),
        ("code\tname\nx:1\ta\n", "line 1", "separated by semicolons or tabs; save them with commas"),
        ("code,name,colour\nx:1,a,red\n", "line 1", "column 'colour' is not known"),
        ("code,name,name\nx:1,a,b\n", "line 1", "column 'name' is twice there"),
        ('code,name\nx:1,"a\n', "line", "not valid CSV"),
        ("code,name\nx:1,caf\u00e9\n".encode("latin-1"), "line 2", "not UTF-8"),
        ("code,name\nx:1,a\n".encode("utf-16"), "line 1", "not UTF-8"),
        ("code,name\nx:1,a\x00b\n", "line 2", "NUL"),
        ("code,name\n", "own", "holds no topic"),
    ],
)
def test_a_bad_scheme_is_refused_with_its_place(tmp_path: Path, text: str | bytes, where: str, reason: str) -> None:
    with pytest.raises(Misconfigured) as error:
        read(tmp_path, text)
    assert where in str(error.value)
    assert reason in str(error.value)


def test_too_many_topics_are_refused_at_the_first_too_many(tmp_path: Path) -> None:
    lines = "".join(f"x:{number},topic {number}\n" for number in range(50_000))
    with pytest.raises(Misconfigured, match=rf"line {MAX_TOPICS + 2}: more than 5,000 topics"):
        read(tmp_path, "code,name\n" + lines)


def test_a_long_chain_of_parents_is_no_cycle(tmp_path: Path) -> None:
    lines = "".join(f"x:{number},a,x:{number + 1}\n" for number in range(MAX_TOPICS - 1))
    assert len(read(tmp_path, f"code,name,parent\n{lines}x:{MAX_TOPICS - 1},a,\n").concepts) == MAX_TOPICS


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"gone\.csv: cannot be read"):
        list(scheme_csv.read(tmp_path / "gone.csv", Problems()))


def test_a_line_number_counts_lines_inside_quotes(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="line 4"):
        read(tmp_path, 'code,name\nx:1,"two\nlines"\nx:1,again\n')
