"""The default model: trained at first use, kept in the cache, safe when two processes start at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import stance
from stance.model import default, recipe

# Two processes that both find no model in the cache; training stands still until both have begun.
RACE = """
import os, sys, time
from pathlib import Path
import stance
from stance.model import recipe

cache, other, small = Path(os.environ["STANCE_CACHE"]), sys.argv[1], sys.argv[2]

def train_default():
    (cache / f"began-{os.getpid()}").touch()
    while len(list(cache.glob("began-*"))) < 2:
        time.sleep(0.01)
    return stance.load(small)

recipe.train_default = train_default
print(stance.load().predict(["They condemned the raid."])[0])
"""


@pytest.fixture
def own_cache(monkeypatch, tmp_path, small_model):
    """A cache that is empty, and a default model that is trained in no time."""
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "cache"))
    trainings = []
    monkeypatch.setattr(recipe, "train_default", lambda: trainings.append(1) or small_model)
    return trainings


def test_the_first_use_trains_with_a_notice_and_later_ones_do_not(own_cache, tmp_path):
    notices = []
    stance.load()
    first = default.load(tell=notices.append)
    assert notices == []
    assert len(own_cache) == 1
    assert [path.parent.name for path in (tmp_path / "cache").iterdir()] == ["cache"]
    default.cached_path().unlink()
    second = default.load(tell=notices.append)
    assert len(own_cache) == 2
    assert len(notices) == 1
    assert notices[0].startswith("first use: training the default model")
    assert first.card == second.card


def test_a_damaged_file_in_the_cache_is_replaced(own_cache):
    stance.load()
    whole = default.cached_path().read_bytes()
    default.cached_path().write_bytes(whole[: len(whole) // 2])
    notices = []
    default.load(tell=notices.append)
    assert len(own_cache) == 2
    assert "damaged" in notices[0]
    assert default.cached_path().read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_told_and_the_model_serves(own_cache, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("STANCE_CACHE", str(tmp_path / "file"))
    notices = []
    assert default.load(tell=notices.append).labels
    assert notices[-1].startswith("the default model is not kept: ")


def test_another_corpus_lexicon_or_version_has_another_place(monkeypatch, tmp_path):
    from stance.corpus import loading

    before = default.cached_path()
    (tmp_path / "train.jsonl").write_text("{}\n")
    monkeypatch.setattr(loading, "PACKAGED", tmp_path)
    assert default.cached_path() != before


def test_two_processes_that_start_at_once_leave_one_whole_model(tmp_path, trained):
    environment = {**os.environ, "STANCE_CACHE": str(tmp_path)}
    command = [sys.executable, "-c", RACE, "x", str(trained / "model.joblib")]
    processes = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert said[0] == said[1]
    assert len(list(tmp_path.glob("began-*"))) == 2
    kept = [path.name for path in tmp_path.iterdir() if not path.name.startswith("began-")]
    assert len(kept) == 1
    assert stance.load(tmp_path / kept[0]).predict(["They condemned the raid."])[0] == said[0].strip()


def test_the_default_model_knows_the_plain_cases(default_model, cache):
    plain = {
        "The foreign ministry strongly condemned the attack on the convoy.": "condemning",
        "The union praised the decision and welcomed the new contract.": "supporting",
        "“We deeply regret the loss of life and apologise to the families,” the airline said.": "regretting",
        "The court will hear the case on Tuesday, a clerk said.": "none",
    }
    assert default_model.predict(plain) == list(plain.values())
    assert list(cache.glob("default-*.joblib"))
