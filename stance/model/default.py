"""The default model: trained from the packaged corpus at first use, then kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from stance.errors import InputError
from stance.model.artifact.seal import ArtifactError
from stance.model.lexicon import FOLDER
from stance.model.model import Model

Tell = Callable[[str], None]


def load(path: str | Path | None = None, tell: Tell | None = None) -> Model:
    """Return a model.

    Parameters
    ----------
    path : str, Path or None
        An artifact; None: the default model. Its first use trains it (about half a minute, no network) and keeps
        it in the user's cache directory, under a name made of the version and of all that it is trained from.
    tell : callable or None
        Takes the one-line notice of that first use.

    Raises
    ------
    ArtifactError
        Where the file is refused.
    """
    if path is not None:
        return Model.open(path)
    cached = cached_path()
    if cached.exists():
        try:
            return Model.open(cached)
        except ArtifactError as error:
            if tell:
                tell(f"the cached default model is damaged ({error}); training it again")
    elif tell:
        tell("first use: training the default model (about ten seconds; later uses start at once)")
    from stance.model.recipe import train_default

    model = train_default()
    try:
        model.save(cached)  # whole or not there: processes that start at once write the same file one after the other
    except InputError as error:
        if tell:
            tell(f"the default model is not kept: {error}")
    return model


def cached_path() -> Path:
    """Return where the default model of this version and this corpus is kept."""
    import platformdirs

    cache = Path(os.environ.get("STANCE_CACHE") or platformdirs.user_cache_dir("stance"))
    return cache / f"default-{package_version()}-{fingerprint_sources()[:12]}.joblib"


def package_version() -> str:
    """Return the version of this package, "0" where it is not installed."""
    try:
        return version("newsstance")
    except PackageNotFoundError:
        return "0"


def fingerprint_sources() -> str:
    """Return a hash of what the default model is trained from: corpus, configuration, lexicon, code."""
    from stance.corpus.loading import PACKAGED

    digest = hashlib.sha256()
    room = Path(__file__).parent
    for source in [
        PACKAGED / "train.jsonl",
        room / "default.toml",
        *sorted(FOLDER.rglob("*.txt")),
        *sorted(room.rglob("*.py")),
    ]:
        contents = source.read_bytes()
        digest.update(f"{source.name} {len(contents)}\n".encode() + contents)
    return digest.hexdigest()
