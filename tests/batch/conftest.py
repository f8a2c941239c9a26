from __future__ import annotations

from functools import partial

import keyword_model
import pytest
from batch_helpers import SENTENCES, write_jsonl


@pytest.fixture
def load():
    return partial(keyword_model.load)


@pytest.fixture
def records():
    return [{"id": i, "text": f"{SENTENCES[i % 4]} No. {i}.", "topic": ["trade", None][i % 2]} for i in range(3000)]


@pytest.fixture
def jsonl(tmp_path, records):
    return write_jsonl(tmp_path / "records.jsonl", records)
