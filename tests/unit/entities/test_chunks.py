"""Chunks: paragraphs with exact offsets, bounded, without floods."""

from workers.entities.chunks import chunks


def test_each_line_is_a_chunk_at_its_offset() -> None:
    text = "One line.\r\n\n  Two lines. \u2028Three."
    assert [*chunks(text)] == [(0, "One line."), (14, "Two lines."), (26, "Three.")]


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "It rained on Tuesday. " * 300
    pieces = [piece for _, piece in chunks(text)]
    assert all(len(piece) <= 3000 and piece.endswith("Tuesday.") for piece in pieces)
    assert " ".join(pieces) == text.strip()


def test_a_flood_without_spaces_is_left_out_and_splits_its_line() -> None:
    text = "before " + "x" * 200_000 + " after"
    assert [*chunks(text)] == [(0, "before"), (200_008, "after")]
