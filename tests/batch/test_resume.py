"""A stopped run goes on: whatever the moment, the output is that of a run nobody disturbed."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import keyword_model
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_helpers import ARTICLE, predict, write_jsonl

from stance.batch import batches, parts
from stance.errors import InputError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at a step needs fork")


class Stop(BaseException):
    pass


@pytest.fixture(autouse=True)
def short_parts(monkeypatch):
    monkeypatch.setattr(batches, "_STATEMENTS", 50)
    monkeypatch.setattr(parts, "_ROWS", 150)


@pytest.fixture
def archive(tmp_path, records):
    """Records, bad ones among them, articles and Parquet, in one folder."""
    records = records[:400]
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    write_jsonl(folder / "b.jsonl", [*records[:150], {"id": "bad"}, *records[150:]])
    (folder / "c.jsonl.gz").write_bytes(gzip.compress((folder / "b.jsonl").read_bytes()))
    (folder / "d.csv").write_text("id,text\n" + "".join(f'{i},"They ""met"",\nno. {i}."\n' for i in range(150)))
    pq.write_table(pa.Table.from_pylist(records), folder / "e.parquet", row_group_size=70)
    (folder / "f.txt").write_bytes(b"\xff")
    (folder / "g.txt").write_text(ARTICLE)
    return folder


def run(archive, out, form, **how):
    return predict(keyword_model.load, archive, out, form=form, errors=out.with_suffix(".bad"), **how)


def in_a_process(work) -> int:
    """Run in a forked process and return its exit code."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    return process.exitcode


def die_at_replace(step: int, after: bool):
    """Let this process die as by kill -9 at one of its renames, before or after it."""
    replace, calls = Path.replace, []

    def dying(self, target):
        calls.append(target)
        if len(calls) == step and not after:
            os._exit(9)
        replace(self, target)
        if len(calls) == step:
            os._exit(9)
        return target

    Path.replace = dying


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_death_at_any_step_loses_and_doubles_nothing(archive, tmp_path, form, after):
    run(archive, whole := tmp_path / f"whole.{form}", form)
    step = 0
    while True:
        step += 1
        out = tmp_path / f"out{step}.{form}"

        def dies(step=step, out=out):
            die_at_replace(step, after)
            run(archive, out, form, resume=True)

        if in_a_process(dies) == 0:
            break
        assert not out.exists() or out.read_bytes() == whole.read_bytes()
        assert in_a_process(lambda out=out: run(archive, out, form, resume=True)) == 0
        assert out.read_bytes() == whole.read_bytes()
        assert out.with_suffix(".bad").read_bytes() == whole.with_suffix(".bad").read_bytes()
    assert step > 15
    assert not list(tmp_path.glob(".out*.parts"))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_kill_9_again_and_again_changes_nothing(archive, tmp_path, form, jobs):
    if form == "parquet":
        (archive / "d.csv").unlink()  # its ids are text, the others numbers
    run(archive, whole := tmp_path / f"whole.{form}", form)
    out = tmp_path / f"out.{form}"
    chance = random.Random(form)
    code = (
        "import sys; sys.path[:0] = sys.argv[1].split(':')\n"
        "if __name__ == '__main__':\n"
        "    from pathlib import Path\n"
        "    from stance.batch import batches, parts\n"
        "    import test_resume\n"
        "    batches._STATEMENTS, parts._ROWS = 20, 20\n"
        "    test_resume.run(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], resume=True, jobs=int(sys.argv[5]))\n"
    )
    script = tmp_path / "again.py"
    script.write_text(code)
    command = [sys.executable, str(script), ":".join(sys.path), str(archive), str(out), form, str(jobs)]
    killed = 0
    for _ in range(60):
        process = subprocess.Popen(command)
        if killed < 5:
            progress = len(list(tmp_path.glob(".out*.parts/*.json")))
            until = time.monotonic() + 20
            more = chance.randint(1, 4)  # parts that may come about before the kill
            while time.monotonic() < until and process.poll() is None:
                if len(list(tmp_path.glob(".out*.parts/*.json"))) >= progress + more:
                    break
                time.sleep(0.002)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                killed += 1
        if process.wait() == 0:
            break
    assert killed >= 1
    assert out.read_bytes() == whole.read_bytes()
    assert out.with_suffix(".bad").read_bytes() == whole.with_suffix(".bad").read_bytes()


def stopping_model(calls: int):
    model = keyword_model.KeywordModel()
    label, done = model.label, []

    def stop(records):
        done.append(1)
        if len(done) > calls:
            raise KeyboardInterrupt
        return label(records)

    model.label = stop
    return model


def test_what_is_done_before_ctrl_c_is_not_done_again(archive, tmp_path):
    out = tmp_path / "out.jsonl"
    run(archive, whole := tmp_path / "whole.jsonl", "jsonl")
    with pytest.raises(KeyboardInterrupt):
        predict(lambda: stopping_model(6), archive, out, errors=tmp_path / "out.bad", resume=True)
    assert not out.exists()
    counted = keyword_model.KeywordModel()
    labelled, label = [], counted.label
    counted.label = lambda records: labelled.append(len(records)) or label(records)
    summary = predict(lambda: counted, archive, out, errors=tmp_path / "out.bad", resume=True)
    assert out.read_bytes() == whole.read_bytes()
    assert 0 < sum(labelled) < summary.count


def test_without_resume_ctrl_c_leaves_nothing(archive, tmp_path):
    for form in ("jsonl", "csv", "parquet"):
        out = tmp_path / f"out.{form}"
        with pytest.raises(KeyboardInterrupt):
            predict(lambda: stopping_model(3), archive, out, form=form, errors=tmp_path / "bad")
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize("change", ["input", "model", "options"])
def test_a_run_of_something_else_is_not_continued(archive, tmp_path, change):
    out = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        predict(lambda: stopping_model(3), archive, out, errors=tmp_path / "bad", resume=True)
    model, form = keyword_model.KeywordModel(), "jsonl"
    if change == "input":
        (archive / "g.txt").write_text("Something else.\n")
    elif change == "model":
        model.card = {"versions": {"keywords": "2"}}
    else:
        form = "csv"
    with pytest.raises(InputError, match=f"cannot go on: the {change} changed"):
        predict(lambda: model, archive, out, form=form, errors=tmp_path / "bad", resume=True)


def test_standard_input_cannot_be_resumed(tmp_path):
    with pytest.raises(InputError, match="only from files to a file"):
        predict(keyword_model.load, "-", tmp_path / "out.jsonl", resume=True)


def test_two_runs_do_not_write_one_output_at_once(archive, tmp_path):
    def hold(ready, done):
        with parts.PartsSink(tmp_path / "out.jsonl", "jsonl", None, {}, resume=True):
            ready.set()
            done.wait()

    context = multiprocessing.get_context("fork")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(ready, done))
    other.start()
    ready.wait()
    try:
        with pytest.raises(InputError, match=r"out\.jsonl: another run is writing it"):
            run(archive, tmp_path / "out.jsonl", "jsonl", resume=True)
    finally:
        other.kill()
        other.join()
    with pytest.raises(InputError, match="cannot go on"):
        run(archive, tmp_path / "out.jsonl", "jsonl", resume=True)
