"""Confidence means what it says on texts that it was not fitted on; left out where ``../shared`` is absent."""

from __future__ import annotations

import pytest

from tests.quality.reliability import DATA, MOST, calibration_error, cases, discrimination, table

WORST_ERROR = 0.1
LEAST_AUC = 0.6


@pytest.mark.quality
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here: the reliability of confidence is not measured")
def test_confidence_is_calibrated_and_tells_right_from_wrong() -> None:
    held = [case for case in cases(MOST) if not case.learned]
    assert calibration_error(table(held)) < WORST_ERROR
    assert discrimination(held) > LEAST_AUC
