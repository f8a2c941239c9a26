from __future__ import annotations

import json

from stance.batch import Job, predict_files
from stance.files import find_inputs

ARTICLE = (
    "The mayor of Larkport condemned the closure of the harbour on Friday. "
    '"We welcome every worker who stays," said Mayor Ines Toller.\n\n'
    "Unions said that the owners regret nothing.\n"
)
SENTENCES = (
    "The council condemned the raid on the village.",
    "Farmers welcomed the lower tariff, a spokeswoman said.",
    "The airline regrets the delay, it said in a letter.",
    "The ministry said that talks would go on in Österhaven.",
)


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read_jsonl(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def predict(load, given, out, **how):
    job = Job(find_inputs([given] if not isinstance(given, list) else given), out=out, **how)
    return predict_files(load, job)
