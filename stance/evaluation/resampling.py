"""Bootstrap intervals over documents.

Statements of one document are not independent of each other, so whole documents are drawn, not statements
(the cluster bootstrap of Davison and Hinkley, 1997, section 3.8). All systems that are compared see the same
draws, which makes differences between them paired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEVEL = 0.95
DRAWS = 1000
_CHUNK = 5_000_000  # weights in memory at a time

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def resample(
    cells: Ints,
    values: Floats | csr_array[Any],
    groups: Ints | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Floats:
    """Return the sums of values over resampled groups of examples.

    Parameters
    ----------
    cells : array of int, shape (n,)
        Which row of `values` each example has; examples of one cell are interchangeable.
    values : array or sparse matrix, shape (n_cells, n_values)
    groups : array of int, shape (n,), or None
        What is drawn together, with replacement; None draws single examples.
    draws, seed : int

    Returns
    -------
    array, shape (draws, n_values)

    Notes
    -----
    Groups with the same content are counted once: drawing G groups is one multinomial draw over the distinct
    contents, so the cost grows with those and not with the number of examples.
    """
    from scipy.sparse import csr_array

    if groups is None:
        cell, multiplicity = np.unique(cells, return_counts=True)
        contents = [cell[i : i + 1] for i in range(len(cell))]
    else:
        contents, multiplicity = distinct_contents(cells, groups)
    rows = np.repeat(np.arange(len(contents)), [len(content) for content in contents])
    columns = np.concatenate(contents)
    profiles = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(contents), values.shape[0])) @ values
    share = multiplicity / multiplicity.sum()
    rng = np.random.default_rng(seed)
    step = max(1, _CHUNK // len(contents))
    sums = [
        np.asarray(rng.multinomial(multiplicity.sum(), share, size=min(step, draws - start)) @ profiles)
        for start in range(0, draws, step)
    ]
    return np.asarray(np.concatenate(sums), dtype=np.float64)


def distinct_contents(cells: Ints, groups: Ints) -> tuple[list[Ints], Ints]:
    """Return the distinct contents of the groups (sorted cells) and how many groups have each."""
    order = np.lexsort((cells, groups))
    cells, groups = cells[order], groups[order]
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    found: dict[bytes, tuple[Ints, int]] = {}
    for content in np.split(cells, starts[1:]):
        key = content.tobytes()
        found[key] = (content, found[key][1] + 1 if key in found else 1)
    return [content for content, _ in found.values()], np.array([count for _, count in found.values()])


def resample_counts(
    gold: Ints, predicted: Ints, n_labels: int, groups: Ints | None = None, draws: int = DRAWS, seed: int = 0
) -> Floats:
    """Return, for every draw and system, the counts that F1 needs.

    Parameters
    ----------
    gold : array of int, shape (n,)
    predicted : array of int, shape (n_systems, n)
    n_labels : int
    groups : array of int, shape (n,), or None

    Returns
    -------
    array, shape (draws, n_systems, 3, n_labels)
        True positives, predicted and gold examples of each label.
    """
    from scipy.sparse import csr_array

    cells = gold
    for labels in predicted:  # examples with the same gold label and the same predictions share a cell
        cells = np.unique(cells * n_labels + labels, return_inverse=True)[1]
    _, first = np.unique(cells, return_index=True)
    n_cells, n_systems = len(first), len(predicted)
    rows, columns = [], []
    for system, labels in enumerate(predicted[:, first]):
        base = system * 3 * n_labels
        right = np.flatnonzero(labels == gold[first])
        rows += [right, np.arange(n_cells), np.arange(n_cells)]
        columns += [base + gold[first][right], base + n_labels + labels, base + 2 * n_labels + gold[first]]
    row, column = np.concatenate(rows), np.concatenate(columns)
    design = csr_array((np.ones(len(row)), (row, column)), shape=(n_cells, n_systems * 3 * n_labels))
    return resample(cells, design, groups, draws, seed).reshape(draws, n_systems, 3, n_labels)


def interval(values: Floats, point: float | None, n_groups: int) -> dict[str, float | None]:
    """Return a value with its percentile interval; no bounds where fewer than two groups were drawn from."""
    bounds: tuple[float | None, float | None] = (None, None)
    values = values[~np.isnan(values)]
    if point is not None and n_groups > 1 and len(values):
        low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        bounds = (float(low), float(high))
    return {"value": point, "low": bounds[0], "high": bounds[1]}


def group_ids(examples: list[dict[str, Any]]) -> Ints | None:
    """Return which document each example is of, or None where no example names one.

    An example without ``doc_id`` among others that have one is a group of its own.
    """
    if all(example.get("doc_id") is None for example in examples):
        return None
    numbers: dict[tuple[bool, object], int] = {}
    keys = (
        (True, i) if example.get("doc_id") is None else (False, str(example["doc_id"]))
        for i, example in enumerate(examples)
    )
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])
