"""Evaluation: what a model gets right and wrong, as a report and its views."""

from stance.evaluation.comparison import compare_reports
from stance.evaluation.evidence import Push
from stance.evaluation.files import read_previous, read_report, require_macro_f1, write_comparison, write_report
from stance.evaluation.held_out import score_split
from stance.evaluation.markdown import to_markdown
from stance.evaluation.report import build_report
from stance.evaluation.terminal import print_comparison, print_summary

__all__ = [
    "Push",
    "build_report",
    "compare_reports",
    "print_comparison",
    "print_summary",
    "read_previous",
    "read_report",
    "require_macro_f1",
    "score_split",
    "to_markdown",
    "write_comparison",
    "write_report",
]
