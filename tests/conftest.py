"""What many tests share: a small corpus, a small model trained on it once, and the default model, trained once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[1]
ROWS = 400

CONFIG = """
[classifier]
character_ngrams = [3, 4]
calibration_folds = 0

[evaluation]
folds = 3
"""


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of its own for the whole run: no test reads or writes the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STANCE_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def corpus_rows() -> list[dict[str, Any]]:
    """The first documents of the corpus, whole."""
    rows = [json.loads(line) for line in (REPOSITORY / "data" / "train.jsonl").read_text("utf-8").splitlines()]
    last = rows[ROWS]["doc_id"]
    return [row for row in rows[:ROWS] if row["doc_id"] != last]


@pytest.fixture(scope="session")
def corpus_file(tmp_path_factory: pytest.TempPathFactory, corpus_rows: list[dict[str, Any]]) -> Path:
    """The small corpus as a file."""
    path = tmp_path_factory.mktemp("corpus") / "statements.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in corpus_rows), "utf-8")
    return path


@pytest.fixture(scope="session")
def config_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the small model."""
    path = tmp_path_factory.mktemp("config") / "small.toml"
    path.write_text(CONFIG, "utf-8")
    return path


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, corpus_file: Path, config_file: Path) -> Path:
    """The folder that `stance train` writes for the small corpus."""
    from stance.cli import main

    folder = tmp_path_factory.mktemp("trained") / "model"
    with pytest.MonkeyPatch.context() as patch:
        command = ["stance", "train", config_file, "--data", corpus_file, "-o", folder]
        patch.setattr(sys, "argv", [str(argument) for argument in command])
        with pytest.raises(SystemExit) as end:
            main()
    assert not end.value.code
    return folder


@pytest.fixture(scope="session")
def small_model(trained: Path) -> Any:
    """The small model, read from its artifact."""
    import stance

    return stance.load(trained / "model.joblib")


@pytest.fixture(scope="session")
def default_model(cache: Path) -> Any:
    """The default model; its first use trains it, which takes some seconds."""
    import stance

    return stance.load()


@pytest.fixture
def run_stance(monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> Callable[..., tuple[int, str, str]]:
    """Run the command line; return its exit code, output and messages."""
    from stance.cli import console, main

    def run(*arguments: object, columns: int = 80) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stance", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", str(columns))
        console.output.cache_clear()
        console.messages.cache_clear()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run
