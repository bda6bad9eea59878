"""What holds for every installed programme beside the contract at load: its examples fit its forms, its forms and stories speak of what it declares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import fields
from stdnum.cn import uscc

from fuyu.cases.reading import read_story
from fuyu.law import Laws, Loaded, schema_of
from fuyu.law.forms import read
from fuyu.law.steps import Opener
from fuyu.law.strict_yaml import load

LAWS = Laws.load()
PROGRAMMES = list(LAWS.programmes.values())
every_programme = pytest.mark.parametrize("loaded", PROGRAMMES, ids=[loaded.programme.name for loaded in PROGRAMMES])
FILLED_IN = {"name": "示范企业001", "n": "001", "code": "91340207MA0000001X"}


def test_every_installed_plugin_loads() -> None:
    """INVARIANT: no installed plugin is refused."""
    assert {plugin.name: plugin.fault for plugin in LAWS.plugins if plugin.fault} == {}


def filled_in(value: Any) -> Any:
    """Return an example's content for one organisation."""
    if isinstance(value, dict):
        return {key: filled_in(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled_in(inner) for inner in value]
    if isinstance(value, str):
        for name, text in FILLED_IN.items():
            value = value.replace("{" + name + "}", text)
    return value


def forms_of_steps(loaded: Loaded) -> dict[str, type]:
    """Return each step's form by the step's name."""
    return {step.name: step.form for process in loaded.programme.processes for step in process.steps if step.form is not None}


@every_programme
def test_its_examples_fit_its_forms(loaded: Loaded) -> None:
    """INVARIANT: every form and fill has a made-up default, so that a story can leave it out."""
    builders = load(loaded.programme.folder / "examples.yaml")
    forms = forms_of_steps(loaded)
    default, *_ = builders.values()
    assert set(default.get("fills", {})) == set(forms)
    for builder in builders.values():
        read(loaded.programme.form, filled_in(builder["form"]))
        for step, entry in builder.get("fills", {}).items():
            read(forms[step], filled_in(entry))


@every_programme
def test_codes_in_its_examples_are_valid(loaded: Loaded) -> None:
    """INVARIANT: a made-up organisation code has its check digit."""
    codes = [value for key, value in _scalars(load(loaded.programme.folder / "examples.yaml")) if key == "code"]
    assert [code for code in codes if code != "{code}" and not uscc.is_valid(code)] == []


def _scalars(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _scalars(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner, key)
    else:
        yield key, value


@every_programme
def test_its_forms_cite_clauses_that_the_text_has(loaded: Loaded) -> None:
    """INVARIANT: every clause that a form shows can be read in the regulation, and every question has a title."""
    for form in (loaded.programme.form, *forms_of_steps(loaded).values()):
        for field in _fields(schema_of(form)().fields):
            clause = field.metadata.get("x-clause")
            assert field.metadata.get("title"), f"{form.__name__} has a question without a title."
            assert clause is None or loaded.regulation.has(clause), f"{form.__name__} cites {clause!r}."


def _fields(asked: dict[str, fields.Field[Any]]) -> Iterator[fields.Field[Any]]:
    for field in asked.values():
        yield field
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from _fields(inner.schema.fields)  # type: ignore[union-attr]  # A nested form has a schema, never a callable.


@every_programme
def test_its_steps_are_named_once(loaded: Loaded) -> None:
    """INVARIANT: a step's name says which step is meant, in examples, materials and rules, without its process."""
    names = [step.name for process in loaded.programme.processes for step in process.steps]
    assert sorted(names) == sorted(set(names))


@every_programme
def test_its_processes_are_opened_by_someone(loaded: Loaded) -> None:
    """INVARIANT: every process that no application goes can be opened, by an actor who exists or by what the kernel knows."""
    known = {*loaded.programme.actors, *Opener}
    for process in loaded.programme.processes:
        assert set(process.opened_by) <= known, process.name
        assert process is loaded.programme.entry or process.opened_by, process.name


STORIES = [(loaded, path) for loaded in PROGRAMMES for path in sorted((loaded.programme.folder / "cases").glob("*.yaml"))]


@pytest.mark.parametrize(("loaded", "path"), STORIES, ids=[f"{loaded.programme.name} {path.stem}" for loaded, path in STORIES])
def test_its_stories_speak_its_words(loaded: Loaded, path: Path) -> None:
    """INVARIANT: a story's people are actors of the programme, and what they do is a step or a word that belongs to them: it can be read."""
    assert read_story(path, LAWS).programme == loaded.programme.id
