"""Read and validate a labelling schema from TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.files.toml import known, read_toml, required, string, strings

CODEBOOK = Path(__file__).with_name("codebook.toml")
UNCERTAIN = "uncertain"  # what a prediction below the confidence asked for is called; no label may take it


@dataclass(frozen=True, slots=True)
class Label:
    """One label with what annotators need to use it."""

    name: str
    definition: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """A labelling schema.

    Attributes
    ----------
    name, version : str
    labels : tuple of Label
        In the order of the file: the order of every table and probability column.
    rules : tuple of str
        Decision rules, in the order annotators number them.
    unit, question : str
        What is labelled, and what is asked of it.
    no_stance : str or None
        The label that means "no stance"; None where the schema has none.
    """

    name: str
    version: str
    labels: tuple[Label, ...]
    rules: tuple[str, ...] = ()
    unit: str = ""
    question: str = ""
    no_stance: str | None = None

    @property
    def label_names(self) -> list[str]:
        """The names of the labels, in the order of the schema."""
        return [label.name for label in self.labels]

    def to_dict(self) -> dict[str, Any]:
        """Return the schema as dicts, lists and strings; `from_dict` reads it back."""
        plain = asdict(self)
        plain["rules"] = list(self.rules)
        plain["labels"] = [
            {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(label).items()}
            for label in self.labels
        ]
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "schema") -> Schema:
        """Validate plain data and return the schema.

        Raises
        ------
        InputError
            Where a key is missing, unknown or of the wrong kind; the message names it and the remedy.
        """
        required(data, where, ("name", "version", "labels"))
        known(data, where, cls.__dataclass_fields__)
        entries = data["labels"]
        if not isinstance(entries, list) or len(entries) < 2:
            raise InputError(f"{where}: key labels: needs at least two [[labels]] tables")
        labels = tuple(read_label(entry, f"{where}: key labels[{i}]") for i, entry in enumerate(entries))
        names = [label.name for label in labels]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"{where}: key labels: {name!r} stands twice; rename or remove one")
            if name == UNCERTAIN:
                raise InputError(f"{where}: key labels: {name!r} is kept for abstention; choose another name")
        no_stance = data.get("no_stance")
        if no_stance is not None and no_stance not in names:
            raise InputError(f"{where}: key no_stance: {no_stance!r} is no label; choose one of {', '.join(names)}")
        return cls(
            name=string(data, "name", where),
            version=string(data, "version", where),
            labels=labels,
            rules=strings(data, "rules", where),
            unit=string(data, "unit", where),
            question=string(data, "question", where),
            no_stance=no_stance,
        )

    @classmethod
    def from_labels(cls, labels: Iterable[str], name: str = "labels") -> Schema:
        """Return a bare schema for data that comes without a codebook: the labels found, sorted."""
        entries = [{"name": label, "definition": label} for label in sorted(set(labels))]
        return cls.from_dict({"name": name, "version": "0", "labels": entries}, where="labels of the data")


def read_schema(path: str | Path = CODEBOOK) -> Schema:
    """Read a schema from a TOML file.

    Parameters
    ----------
    path : str or Path
        Default: the stance codebook of this package.

    Raises
    ------
    InputError
        Where the file cannot be read or is not a valid schema.
    """
    return Schema.from_dict(read_toml(path), where=str(path))


def read_label(entry: object, where: str) -> Label:
    """Validate one [[labels]] table."""
    if not isinstance(entry, dict):
        raise InputError(f"{where}: must be a table with name and definition")
    required(entry, where, ("name", "definition"))
    known(entry, where, Label.__dataclass_fields__)
    name = string(entry, "name", where)
    if not name.strip() or name != name.strip():
        raise InputError(f"{where}.name: {name!r} is empty or has blanks around it")
    return Label(
        name=name,
        definition=string(entry, "definition", where),
        include=strings(entry, "include", where),
        exclude=strings(entry, "exclude", where),
        examples=strings(entry, "examples", where),
    )
