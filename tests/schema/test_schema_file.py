"""A codebook is read whole or refused with the place and the remedy."""

from __future__ import annotations

import pytest

from stance import InputError, Schema, read_schema
from stance.schema.rendering import to_markdown

TWO = """
name = "harbour"
version = "2"

[[labels]]
name = "open"
definition = "Wants the harbour open."

[[labels]]
name = "shut"
definition = "Wants it shut."
"""


def write(tmp_path, text):
    path = tmp_path / "codes.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_stance_codebook_has_four_labels_of_which_one_is_no_stance():
    schema = read_schema()
    assert schema.label_names == ["condemning", "supporting", "regretting", "none"]
    assert schema.no_stance == "none"
    assert schema.rules
    for label in schema.labels:
        assert label.definition
        assert label.include
        assert label.examples


@pytest.mark.parametrize("count", [2, 10])
def test_a_schema_may_have_two_labels_or_ten(tmp_path, count):
    labels = "".join(f'[[labels]]\nname = "l{i}"\ndefinition = "The {i}th."\n' for i in range(count))
    schema = read_schema(write(tmp_path, f'name = "n"\nversion = "1"\n{labels}'))
    assert schema.label_names == [f"l{i}" for i in range(count)]
    assert schema.no_stance is None


def test_a_schema_survives_the_way_through_plain_data():
    schema = read_schema()
    assert Schema.from_dict(schema.to_dict()) == schema


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("version", "vesrion"), "codes.toml: key version is missing; add it"),
        (('version = "2"', 'version = "2"\ncolour = "red"'), "codes.toml: unknown key colour; known are name, "),
        (('name = "shut"', 'name = "open"'), "key labels: 'open' stands twice; rename or remove one"),
        (('name = "shut"', 'name = "uncertain"'), "key labels: 'uncertain' is kept for abstention"),
        (('name = "shut"', 'name = " shut"'), "key labels[1].name: ' shut' is empty or has blanks around it"),
        (('definition = "Wants it shut."', ""), "key labels[1]: key definition is missing; add it"),
        (('definition = "Wants it shut."', 'definition = "x"\nexamples = [1]'), "key examples: must be a list of str"),
        (('version = "2"', "version = 2"), "key version: must be a string, not int"),
        (
            ('version = "2"', 'version = "2"\nno_stance = "ajar"'),
            "no_stance: 'ajar' is no label; choose one of open, s",
        ),
        (('version = "2"', "version = "), "not valid TOML: "),
        (('[[labels]]\nname = "shut"\ndefinition = "Wants it shut."\n', ""), "needs at least two [[labels]] tables"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, change, message):
    assert change[0] in TWO
    with pytest.raises(InputError) as error:
        read_schema(write(tmp_path, TWO.replace(*change)))
    assert message in str(error.value)
    assert "codes.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.toml: no such file"):
        read_schema(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes('name = "café"'.encode("latin-1"))
    with pytest.raises(InputError, match=r"latin.toml: not UTF-8 text \(byte 11\)"):
        read_schema(tmp_path / "latin.toml")


def test_people_read_every_label_and_numbered_rule():
    schema = read_schema()
    shown = to_markdown(schema)
    for label in schema.labels:
        assert f"## {label.name}" in shown
        assert label.definition in shown
    assert f"{len(schema.rules)}. {schema.rules[-1]}" in shown
    assert "## none (no stance)" in shown


def test_labels_of_bare_data_become_a_schema():
    assert Schema.from_labels(["shut", "open", "shut"]).label_names == ["open", "shut"]
