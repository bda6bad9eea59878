"""Declarations are read without surprises, and what is refused says where, why and what to write instead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.law.errors import DeclarationError
from fuyu.law.strict_yaml import MOST_BYTES, load, load_text

PARAMETER = """\
minimum_success_rate:
  says: 孵化成功率低于30%的
  unit: share of ended enrolments
  clause: 第十七条（二）4
  values: {2022-01-10: 0.30}
"""


def refused(text: str) -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        load_text(text, "base.yaml")
    return caught.value


def test_a_parameter_is_read_with_its_date_and_its_exact_number() -> None:
    assert load_text(PARAMETER, "base.yaml") == {
        "minimum_success_rate": {
            "says": "孵化成功率低于30%的",
            "unit": "share of ended enrolments",
            "clause": "第十七条（二）4",
            "values": {date(2022, 1, 10): Decimal("0.30")},
        },
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("10", 10),
        ("-3", -3),
        ("+5", 5),
        ("0", 0),
        ("2022-01-10", date(2022, 1, 10)),
        ("2024-02-29", date(2024, 2, 29)),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("No", "No"),
        ("y", "y"),
        ("05-31", "05-31"),
        ("5-7", "5-7"),
        ("30%", "30%"),
        ("12:30", "12:30"),
        ("1/3", "1/3"),
        ("0371-6718", "0371-6718"),
        ("<<", "<<"),
        ("2026-03-02 是截止日", "2026-03-02 是截止日"),
        ("'010'", "010"),
        ('"2026-02-30"', "2026-02-30"),
        ("'true'", "true"),
        ("[1, 2.50, x]", [1, Decimal("2.50"), "x"]),
        ("{a: 1, b: []}", {"a": 1, "b": []}),
    ],
)
def test_a_plain_scalar_is_what_it_looks_like(written: str, value: object) -> None:
    found = load_text(f"key: {written}", "base.yaml")["key"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("written", ["0.30", "0.3", "30.0", "549.995", "-0.5", ".5", "0.1000000000000000000000001"])
def test_a_number_with_a_point_is_a_decimal_with_all_its_digits(written: str) -> None:
    found = load_text(f"- {written}", "base.yaml")[0]
    assert isinstance(found, Decimal)
    assert found.as_tuple() == Decimal(written).as_tuple()


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "The key 'a' stands here again, after line 1."),
        ("top:\n  b: 1\n  c: {d: 1, d: 2}\n", 3, 13, "The key 'd' stands here again, after line 3."),
        ("1: a\n'1': b\n", 2, 1, "The key '1' stands here again, after line 1."),
        ("2022-01-10: a\n'2022-01-10': b\n", 2, 1, "The key '2022-01-10' stands here again"),
        ("a: &base {b: 1}\n", 1, 4, "Anchors (&base) are not read."),
        ("&k a: 1\n", 1, 1, "Anchors (&k) are not read."),
        ("a: *base\n", 1, 4, "Aliases (*base) are not read."),
        ("a:\n  <<: {b: 1}\n", 2, 3, "Merge keys (<<) are not read."),
        ("a: !!str 1\n", 1, 4, "Tags (tag:yaml.org,2002:str) are not read."),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4, "Tags (tag:yaml.org,2002:python/object/apply:os.system) are not read."),
        ("a: !secret {b: 1}\n", 1, 4, "Tags (!secret) are not read."),
        ("a: ! 3\n", 1, 4, "Tags (!) are not read."),
        ("a: 010\n", 1, 4, "'010' could be read in several ways."),
        ("a: 0o17\n", 1, 4, "could be read in several ways."),
        ("a: 0x1F\n", 1, 4, "could be read in several ways."),
        ("a: 1_000\n", 1, 4, "could be read in several ways."),
        ("a: 1,000\n", 1, 4, "could be read in several ways."),
        ("a: [1,000]\n", 1, 7, "'000' could be read in several ways."),
        ("a: 1e3\n", 1, 4, "could be read in several ways."),
        ("a: .inf\n", 1, 4, "could be read in several ways."),
        ("a: .nan\n", 1, 4, "could be read in several ways."),
        ("a: 2026-3-2\n", 1, 4, "could be read in several ways."),
        ("a: 2026-03-02T10:00:00Z\n", 1, 4, "could be read in several ways."),
        ("a: 2026-03-02 10:00:00\n", 1, 4, "could be read in several ways."),
        ("a: 2026-02-30\n", 1, 4, "The date is '2026-02-30'; a day of the calendar such as 2026-03-02 is needed."),
        ("a: 1822-01-10\n", 1, 4, "a date in the years 1900 to 2200 is needed."),
        (f"a: {'9' * 40}\n", 1, 4, "has 40 digits."),
        ("true: 1\n", 1, 1, "The key 'true' is read as True."),
        ("0.5: 1\n", 1, 1, "The key '0.5' is read as Decimal('0.5')."),
        ("~: 1\n", 1, 1, "The key '~' is read as None."),
        ("? [1, 2]\n: 3\n", 1, 3, "A key is a list or a mapping."),
        ("%YAML 1.1\n---\na: on\n", 2, 1, "It begins with a directive (%)."),
        ("%TAG ! tag:example.org,2026:\n---\na: 1\n", 2, 1, "It begins with a directive (%)."),
        ("a: 1\n---\nb: 2\n", 2, 1, "A second document begins here."),
        ("", 1, 1, "It is empty."),
        ("# 只有注释\n", 2, 1, "It is empty."),
        ("a: [1, 2\n", 2, 1, "This is not YAML: while parsing a flow sequence"),
        ("a: b: c\n", 1, 5, "This is not YAML: mapping values are not allowed here."),
        ("a:\n\tb: 1\n", 2, 1, "This is not YAML:"),
        ("好: 1\n坏: \x00\n", 2, 4, "The character U+0000 is not allowed in YAML."),
        ('a: "\\uD800"\n', 1, 4, "names half a character."),
    ],
)
def test_what_is_refused_names_line_column_and_reason(text: str, line: int, column: int, reason: str) -> None:
    error = refused(text)
    assert error.where == f"base.yaml, line {line}, column {column}"
    assert reason in error.reason
    assert error.way_out
    assert str(error) == f"{error.where}: {error.reason} {error.way_out}"


def test_a_way_out_can_be_followed() -> None:
    assert refused("code: 0371").way_out == "Write a number in plain digits (1000, 0.30) or a date in full (2026-03-02), or quote it to make it a text."
    assert load_text("code: '0371'", "base.yaml") == {"code": "0371"}


@pytest.mark.parametrize("deep", ["[" * 41 + "]" * 41, "- " * 41 + "x", "a: " + "{b: " * 41 + "1" + "}" * 41, "[" * 200_000])
def test_what_is_nested_too_deep_is_refused(deep: str) -> None:
    assert "nested more than 40 levels deep" in refused(deep).reason


def test_forty_levels_are_read() -> None:
    found = load_text("[" * 40 + "1" + "]" * 40, "base.yaml")
    for _ in range(40):
        (found,) = found
    assert found == 1


def test_a_text_of_the_bound_is_read_and_one_byte_more_is_not() -> None:
    head = "a: "
    assert len(load_text(head + "x" * (MOST_BYTES - len(head)), "base.yaml")["a"]) == MOST_BYTES - len(head)
    assert refused(head + "x" * (MOST_BYTES - len(head) + 1)).reason == "It is larger than 512 KiB."


def test_a_file_is_read_as_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "base.yaml"
    path.write_bytes(PARAMETER.encode("utf-8-sig"))
    assert load(path) == load_text(PARAMETER, "base.yaml")


def test_a_file_that_is_not_utf_8_too_large_or_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "base.yaml"
    path.write_bytes("says: 孵化".encode("gb18030"))
    assert_refused(path, "Byte 6 is not UTF-8.")
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    assert_refused(path, "It is larger than 512 KiB.")
    assert_refused(tmp_path / "absent.yaml", "The file cannot be read: No such file or directory.")
    assert_refused(tmp_path, "The file cannot be read: Is a directory.")


def assert_refused(path: Path, reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        load(path)
    assert (caught.value.where, caught.value.reason) == (str(path), reason)


def test_an_error_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "base.yaml"
    path.write_text("a: 1\na: 2\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load(path)
    assert caught.value.where == f"{path}, line 2, column 1"


def what_is_wrong_with(text: str) -> DeclarationError | None:
    try:
        load_text(text, "base.yaml")
    except DeclarationError as error:
        return error
    return None


@given(st.text(max_size=60) | st.text(alphabet="ab01:-.,&*!{}[]#'\"\n \t|>?%@_~<é表", max_size=40))
def test_any_text_is_either_read_or_refused_with_a_way_out(text: str) -> None:
    """INVARIANT: nothing but DeclarationError leaves the loader; else one bad file would stop a service without saying which."""
    error = what_is_wrong_with(text)
    assert error is None or (error.where.startswith("base.yaml") and error.reason and error.way_out)


@given(st.dictionaries(st.text(alphabet="abc条款", min_size=1, max_size=5), st.decimals(min_value=-1000, max_value=1000, places=4), max_size=5))
def test_decimals_survive_as_they_were_written(content: dict[str, Decimal]) -> None:
    text = "{" + ", ".join(f"'{key}': {value}" for key, value in content.items()) + "}"
    assert load_text(text, "base.yaml") == content
