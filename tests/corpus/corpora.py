"""Small corpora, written as users keep them."""

from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq

STATEMENTS = (
    ("The harbour master praised the tug crews for a clean night's work.", "supporting"),
    ("Fishermen on the east quay accused the port of selling their berths twice.", "condemning"),
    ("The port authority said the new tariff starts on 4 May.", "none"),
    ("Captain Ilse Varga apologised to the families for the late call.", "regretting"),
    ("Two councillors demanded the berth register by Friday.", "none"),
    ("The dockers' chaplain called the raid a gift to smugglers.", "condemning"),
)


def rows_for(doc_id, statements=STATEMENTS):
    return [
        {"id": f"{doc_id}-{number}", "doc_id": doc_id, "text": text, "label": label}
        for number, (text, label) in enumerate(statements, 1)
    ]


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    if path.suffix == ".parquet":
        pq.write_table(pa.table({column: [row.get(column) for row in rows] for column in columns}), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_splits(folder, **splits):
    for split, rows in splits.items():
        write(folder / f"{split}.jsonl", rows)
    return folder
