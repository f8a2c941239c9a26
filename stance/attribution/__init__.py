"""Text to statements: who says what, by which words, toward whom."""

from .extract import extract
from .statement import Source, Span, Statement

__all__ = ["Source", "Span", "Statement", "extract"]
