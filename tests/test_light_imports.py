"""`import stance` and the help of the command line stay light: what is heavy is imported where it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("sklearn", "scipy", "datasets", "pandas", "pyarrow", "numba", "joblib", "jinja2", "numpy", "pyspark", "mlflow")

SCRIPT = """
import sys
sys.argv = {argv}
try:
    {statement}
except SystemExit as end:
    assert not end.code, end.code
loaded = sorted({{name.partition(".")[0] for name in sys.modules}} & set({heavy}))
print("loaded:", *loaded)
"""


@pytest.mark.parametrize(
    ("statement", "argv"),
    [
        ("import stance", ["x"]),
        ("from stance.cli import main; main()", ["stance", "--help"]),
        ("from stance.cli import main; main()", ["stance", "predict", "--help"]),
        ("from stance.cli import main; main()", ["stance", "train", "--help"]),
        ("from stance.cli import main; main()", ["stance", "schema", "show"]),
    ],
    ids=["import stance", "--help", "predict --help", "train --help", "schema show"],
)
def test_nothing_heavy_is_imported(statement, argv):
    script = SCRIPT.format(statement=statement, argv=argv, heavy=HEAVY)
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "loaded:"


def test_every_public_name_can_be_had():
    import stance

    for name in stance.__all__:
        assert getattr(stance, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        stance.nothing  # noqa: B018
