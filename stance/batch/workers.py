"""Label batches in this process or in several, and hand the results on in the order of the batches."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING

from stance.batch.labelling import Batch, Labelled, Options, label_batch
from stance.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from stance.model import Model

_AHEAD = 4  # batches that wait for each process

_models: list[Model] = []  # in a worker: its model


def label_batches(
    batches: Iterable[Batch], model: Model, load: Callable[[], Model], options: Options, jobs: int
) -> Iterator[tuple[Batch, Labelled]]:
    """Yield each batch with its predictions, in order.

    Parameters
    ----------
    batches : iterable of Batch
    model : Model
        What this process labels with, where `jobs` is 1.
    load : callable
        Gives each worker its model; can be pickled.
    options : Options
    jobs : int
        Processes.

    Raises
    ------
    InputError
        Where a worker process died.
    """
    if jobs == 1:
        for batch in batches:
            yield batch, label_batch(model, batch, options)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(jobs, get_context("spawn"), start_worker, (load,))
    try:
        waiting: deque[tuple[Batch, Future[Labelled]]] = deque()
        rest = iter(batches)
        while True:
            for batch in islice(rest, _AHEAD * jobs - len(waiting)):
                waiting.append((batch._replace(items=[]), pool.submit(work, batch, options)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            yield batch, future.result()
    except BrokenProcessPool as error:
        raise InputError("a worker process was ended from outside (is memory short?); try fewer --jobs") from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def start_worker(load: Callable[[], Model]) -> None:
    """Prepare a worker: Ctrl-C is for the main process, and a worker ends with it."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
    _models.append(load())


def work(batch: Batch, options: Options) -> Labelled:
    """Label a batch in a worker."""
    return label_batch(_models[0], batch, options)
