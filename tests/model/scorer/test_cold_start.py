"""One sentence needs little: the heavy libraries stay out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from stance.model import Model
from stance.model.classifier import StanceClassifier
from stance.schema import Schema

TEXTS = ["They condemned the raid.", "She welcomed the plan.", "We regret the delay.", "They met on Monday."] * 5
LABELS = ["condemning", "supporting", "regretting", "none"] * 5

PREDICT = """
import sys
from stance.cli.app import app
app(["predict", "--model", sys.argv[1], "--format", "jsonl", "--text", "The mayor condemned the raid."],
    standalone_mode=False)
heavy = {"sklearn", "scipy", "numba", "datasets", "pandas", "joblib", "pyarrow"} & set(sys.modules)
print(sorted(heavy), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    linear = StanceClassifier(calibration_folds=0).fit(TEXTS, LABELS).to_linear()
    path = tmp_path_factory.mktemp("model") / "model.joblib"
    Model(linear, Schema.from_labels(LABELS), {}).save(path)
    return path


def test_one_sentence_is_labelled_without_importing_a_heavy_library(path):
    done = subprocess.run([sys.executable, "-c", PREDICT, str(path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["label"] == "condemning"
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_the_compiled_scorer_works_where_no_cache_can_be_written(path):
    code = (
        "import sys, stance.model, numba.core.caching as c; c.CacheImpl._locator_classes = [];"
        "model = stance.model.load(sys.argv[1]); model.compile(); print(model.predict(['They condemned the raid.']))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert "condemning" in done.stdout
