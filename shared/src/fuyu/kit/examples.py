"""Whether a programme's examples and stories fit what it declares."""

from __future__ import annotations

from collections.abc import Iterator

from fuyu.cases.building import Company, builders_of, filled_in, made_up_code
from fuyu.cases.finding import FOLDER as CASES
from fuyu.cases.reading import read_story
from fuyu.cases.story import UnreadableStory
from fuyu.law.forms import read
from fuyu.law.registry import Laws, Loaded
from fuyu.problems import InvalidInput

SOMEONE = Company("示范企业001", made_up_code("示范企业001", "000000"))


def unfit_examples(loaded: Loaded) -> Iterator[str]:
    """Yield each example whose form or entry the declared forms refuse, and each step with a form for which the first example has no entry."""
    builders = builders_of(loaded.programme)
    forms = {step.name: step.form for process in loaded.programme.processes for step in process.steps if step.form is not None}
    if not builders:
        yield "examples.yaml holds no example. Write one organisation for which everything is in order: `a_good_one: {organisation: …, form: …, fills: …}`."
        return
    first = next(iter(builders.values()))
    for step in forms.keys() - first.fills.keys():
        yield f"examples.yaml, {first.name}: `fills` has no entry for the step {step}, so no story could leave it out."
    for name, builder in builders.items():
        for step in builder.fills.keys() - forms.keys():
            yield f"examples.yaml, {name}: `fills` has an entry for {step}, which is no step with a form."
        yield from _refused(f"examples.yaml, {name}, form", loaded.programme.form, builder.form)
        for step, entry in builder.fills.items():
            if step in forms:
                yield from _refused(f"examples.yaml, {name}, fills, {step}", forms[step], entry)


def unreadable_stories(loaded: Loaded, laws: Laws) -> Iterator[str]:
    """Yield what is wrong with each story beside a programme; one at least must be there in some version of it."""
    for path in sorted((loaded.programme.folder / CASES).glob("*.yaml")):
        try:
            read_story(path, laws)
        except UnreadableStory as unreadable:
            yield from map(str, unreadable.faults)
    folders = [each.programme.folder for each in laws.versions(loaded.programme.id)]
    if not any(True for folder in folders for _ in (folder / CASES).glob("*.yaml")):
        yield f"{CASES}/ holds no story. Write one as docs/cases.md teaches: who does what on which day, and what must follow."


def _refused(where: str, form: type, content: object) -> Iterator[str]:
    try:
        read(form, filled_in(content, SOMEONE), where)
    except InvalidInput as problem:
        yield from (f"{each['field']}: {each['reason']}" for each in problem.members["errors"])
