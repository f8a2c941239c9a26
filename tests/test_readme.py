"""The README's commands and programs run as they stand there."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^(?:<!-- (?P<mark>[^>]*) -->\n)?```(?P<kind>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [match.groupdict() for match in BLOCK.finditer(README)]
SET_UP = ("first", "tests")  # commands that make an environment: .ci/run runs them


def blocks(kind):
    found = [block for block in BLOCKS if block["kind"] == kind and block["mark"] not in SET_UP]
    return [pytest.param(block, id=block["code"].splitlines()[0]) for block in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, default_model, corpus_rows):
    """A folder with the files that the README speaks of."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(REPOSITORY / "data", folder / "data")
    rows = [json.dumps(row) for row in corpus_rows]
    (folder / "statements.jsonl").write_text("\n".join(rows), "utf-8")
    (folder / "records.jsonl").write_text("\n".join(rows[:20]), "utf-8")
    views = {"open": "wants ships back", "shut": "would close the quays", "neither": "came by bus"}
    letters = [
        {"speech": f"{who} {what} in week {week}.", "view": view, "letter": f"{who} {week % 4}"}
        for week in range(8)
        for who in ("Toller", "Kodra")
        for view, what in views.items()
    ]
    (folder / "harbour.jsonl").write_text("\n".join(map(json.dumps, letters)), "utf-8")
    settings = [block["code"] for block in BLOCKS if block["kind"] == "toml"]
    for name, code in zip(("harbour.toml", "harbour-run.toml"), settings, strict=True):
        (folder / name).write_text(code, "utf-8")
    return folder


def run(command, folder):
    scripts = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "BROWSER": "true",  # opens nothing
        "HF_HOME": str(folder / "huggingface"),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(REPOSITORY),
    }
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="the commands are for a shell")
@pytest.mark.parametrize("block", blocks("sh"))
def test_the_commands_run(block, folder):
    done = run(["bash", "-euo", "pipefail", "-c", block["code"]], folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks("python"))
def test_the_programs_run(block, folder):
    needed = (block["mark"] or "").removeprefix("needs ")
    if needed and (importlib.util.find_spec(needed) is None or shutil.which("java") is None):
        pytest.skip(f"needs {needed} and Java")
    done = run([sys.executable, "-W", "ignore", "-c", block["code"]], folder)
    assert done.returncode == 0, done.stderr


def test_the_commands_that_set_up_are_marked_for_the_checks():
    marked = {block["mark"]: block["code"] for block in BLOCKS if block["mark"] in SET_UP}
    assert list(marked) == list(SET_UP)
    assert all(code.startswith("python3 -m venv .venv && ") and code.count("\n") == 1 for code in marked.values())


def test_every_command_of_stance_stands_in_the_readme():
    from stance.cli.app import app

    names = [command.name for command in app.registered_commands] + [group.name for group in app.registered_groups]
    assert [name for name in names if f"stance {name}" not in README] == []


def test_the_map_names_the_rooms_that_there_are():
    rooms = {path.name for path in (REPOSITORY / "stance").iterdir() if (path / "__init__.py").exists()}
    assert set(re.findall(r"^  (\w+)/ ", README, re.MULTILINE)) == rooms


def test_the_table_on_the_first_screen_is_what_comes_out(default_model):
    article = (REPOSITORY / "data" / "examples" / "wire-reservoir-ruling.txt").read_text("utf-8")
    found = [(p.label, " ".join(span.text for span in p.statement.content)) for p in default_model.annotate(article)]
    for label, words in (
        ("condemning", "a government decision to drain the Anselm Reservoir"),
        ("supporting", "the inspectors for their"),
        ("none", "the work was unavoidable"),
        ("none", "that 2,300 households"),
        ("regretting", "We regret the hardship"),
    ):
        assert any(label == given and words in " ".join(said.split()) for given, said in found), (label, words)
