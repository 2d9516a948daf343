"""A head that reads what is said together."""

import numpy as np
import pytest

from workers.topics.fitting import fit
from workers.topics.pairs import fit_pairs, main_directions, which_pairs, with_pairs

ONE, OTHER, ALWAYS = np.eye(3, dtype=np.float32)
# Either word speaks for the topic, both together against it.
TEXTS = np.array([ALWAYS, ALWAYS + ONE, ALWAYS + OTHER, ALWAYS + ONE + OTHER], np.float32)
ON_TOPIC = np.array([[0], [1], [1], [0]], np.float32)
EVEN = np.ones((len(TEXTS), 1), np.float32)


def test_pairs_are_every_direction_with_itself_and_with_each_later_one() -> None:
    directions = np.eye(3, dtype=np.float32)[:, :2]
    pairs = with_pairs(np.array([2, 3, 5], np.float32), directions, which_pairs(directions))
    assert pairs.tolist() == [2, 3, 5, 4, 6, 9]


def test_what_no_sum_of_words_can_tell_is_told_by_pairs() -> None:
    linear = fit(TEXTS, ON_TOPIC, EVEN, 0.001).logits(TEXTS)
    assert ((linear > 0) != ON_TOPIC).any()
    head = fit_pairs(TEXTS, ON_TOPIC, EVEN, 0.001, np.eye(3, dtype=np.float32) * 2)
    assert [float(head.logits(text)[0]) > 0 for text in TEXTS] == [False, True, True, False]


def test_directions_are_those_in_which_topics_differ_most_and_as_long() -> None:
    weights = np.array([[6, -6], [0, 0], [1, 1]], np.float32)
    directions = main_directions(weights, 2, reach=1.5)
    assert np.abs(directions[:, 0]).argmax() == 0
    assert np.abs(directions[:, 1]).argmax() == 2
    lengths = np.linalg.norm(directions, axis=0)
    assert lengths.mean() == pytest.approx(1.5)
    assert lengths[0] / lengths[1] == pytest.approx(6)
