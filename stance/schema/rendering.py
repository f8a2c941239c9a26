"""Render a schema for people."""

from __future__ import annotations

from stance.schema.reader import Schema


def to_markdown(schema: Schema) -> str:
    """Return the schema as a Markdown document."""
    lines = [f"# {schema.name} {schema.version}", ""]
    if schema.unit:
        lines += [f"**Unit.** {schema.unit}", ""]
    if schema.question:
        lines += [f"**Question.** {schema.question}", ""]
    for label in schema.labels:
        mark = " (no stance)" if label.name == schema.no_stance else ""
        lines += [f"## {label.name}{mark}", "", label.definition, ""]
        for title, entries in (("Belongs", label.include), ("Does not", label.exclude), ("Examples", label.examples)):
            if entries:
                lines += [f"{title}:", "", *(f"- {entry}" for entry in entries), ""]
    if schema.rules:
        lines += ["## Rules", "", *(f"{number}. {rule}" for number, rule in enumerate(schema.rules, 1)), ""]
    return "\n".join(lines)
