"""Who condemned, supported or regretted what: the stance of every attributed statement in news text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stance.attribution import Source, Span, Statement, extract
    from stance.errors import InputError
    from stance.model import Model, Prediction, load
    from stance.model.classifier import StanceClassifier
    from stance.schema import Schema, read_schema

_HOMES = {
    "InputError": "stance.errors",
    "Model": "stance.model",
    "Prediction": "stance.model",
    "Schema": "stance.schema",
    "Source": "stance.attribution",
    "Span": "stance.attribution",
    "StanceClassifier": "stance.model.classifier",
    "Statement": "stance.attribution",
    "extract": "stance.attribution",
    "load": "stance.model",
    "read_schema": "stance.schema",
}

__all__ = [
    "InputError",
    "Model",
    "Prediction",
    "Schema",
    "Source",
    "Span",
    "StanceClassifier",
    "Statement",
    "extract",
    "load",
    "read_schema",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name when it is first used: `import stance` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'stance' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
