"""A factor is one declaration; cards stored before it keep their scores."""

import json

import numpy as np
import pytest

from lifecycle.labels import FACTOR_LABELS, FACTOR_SENTENCES
from lifecycle.rules.dormancy import score_sums
from lifecycle.rules.factors import FACTORS, PIECES
from lifecycle.rules.histories import Histories, measure_histories
from lifecycle.selectors.scorecards import (
    FIRST_FACTORS,
    scorecard_data,
    scorecard_of,
    shipped_scorecard,
)
from tests.scratch import ScratchCopy

NEW_FACTOR = """\
    Factor(
        "lately_silent",
        sign=1,
        scale=LOG1P,
        knots=(7, 14, 28),
        measure=lambda sums, _rates: sums.silence,
        digits=0,
        label=gettext_noop("Days of silence"),
        sentence=gettext_noop("Silent for %(value)s days."),
    ),
"""
ADD_A_FACTOR = """
import json
import numpy as np
from lifecycle.labels import FACTOR_LABELS
from lifecycle.rules.dormancy import score_sums
from lifecycle.rules.fitting import fit_scorecard
from lifecycle.rules.dormancy import factor_values
from lifecycle.rules.histories import Histories, measure_histories
from lifecycle.rules.spells import Rules
from lifecycle.rules.states import Thresholds
from lifecycle.selectors.explaining import ScoreEvidence, contribution_rows
from lifecycle.selectors.scorecards import scorecard_data, scorecard_of

stored = json.loads(open("stored.json").read())
card = scorecard_of(stored)
bits = np.array(stored["bits"], dtype=np.uint8)
first = np.zeros(bits.shape[1], dtype=np.int64)
sums = measure_histories(Histories(bits, first), np.array([len(bits) - 1]))
random = np.random.default_rng(1)
many = np.repeat(factor_values(sums)[:, 0], 300, axis=1)
fitted = fit_scorecard(many, random.random(many.shape[1]) < 0.5)
evidence = ScoreEvidence(bits[:, :1], np.array([len(bits)]))
rows = contribution_rows(evidence, Rules(fitted, Thresholds(), 1))
print(json.dumps({
    "scores": score_sums(sums, card)[0].tolist(),
    "label": str(FACTOR_LABELS["lately_silent"]),
    "stored": scorecard_data(card),
    "again": scorecard_of(scorecard_data(fitted)) == fitted,
    "row": [row for row in rows if row["name"] == "lately_silent"],
}, default=str))
"""


def test_a_factor_added_in_one_place_is_everywhere(tmp_path) -> None:
    random = np.random.default_rng(3)
    bits = random.integers(0, 128, (60, 5)).astype(np.uint8)
    bits[-5:] = 0
    old = {
        name: value
        for name, value in scorecard_data(shipped_scorecard()).items()
        if name != "factors"
    }
    copy = ScratchCopy(tmp_path / "project")
    (copy.root / "stored.json").write_text(
        json.dumps({**old, "bits": bits.tolist()}),
    )
    end_of_factors = '    Factor(\n        "tenure",'
    copy.insert_before(
        "lifecycle/rules/factors.py",
        end_of_factors,
        NEW_FACTOR,
    )

    found = json.loads(copy.run(ADD_A_FACTOR))

    history = Histories(bits, np.zeros(5, dtype=np.int64))
    sums = measure_histories(history, np.array([59]))
    before = score_sums(sums, shipped_scorecard())[0].tolist()
    assert found["scores"] == before, "stored cards score as before"
    assert found["label"] == "Days of silence"
    position = found["stored"]["factors"].index("lately_silent")
    assert found["stored"]["slopes"][position] == [0.0] * PIECES
    assert found["again"], "a fitted card is stored and read back"
    assert found["row"][0]["sentence"] == "Silent for 35 days."


def test_every_factor_has_words_and_the_first_ones_stay() -> None:
    names = [factor.name for factor in FACTORS]
    assert list(FACTOR_LABELS) == names
    assert list(FACTOR_SENTENCES) == names
    assert set(FIRST_FACTORS) <= set(names)
    assert all(factor.sign in (-1, 1) for factor in FACTORS)


def test_a_card_without_factor_names_is_one_of_the_first() -> None:
    data = scorecard_data(shipped_scorecard())
    first = {name: data[name] for name in data if name != "factors"}
    assert scorecard_of(first) == shipped_scorecard()


@pytest.mark.parametrize(
    "change",
    [
        {"factors": ["unknown", *FIRST_FACTORS[1:]]},
        {"slopes": [[0.0] * PIECES] * (len(FIRST_FACTORS) - 1)},
        {"slopes": [[-1.0] * PIECES] * len(FIRST_FACTORS)},
        {"slopes": [[0.0] * 3] * len(FIRST_FACTORS)},
    ],
)
def test_a_card_that_cannot_be_used_is_refused(change) -> None:
    data = scorecard_data(shipped_scorecard())
    with pytest.raises(ValueError, match=r"factor|slope|zip"):
        scorecard_of(data | change)
