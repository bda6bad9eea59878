"""An edition of so many applications that have come to the decision, straight into the collections in which base-registry keeps them."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from pymongo import WriteConcern
from tests.bench.bed import Bed

from base_registry.documents import Application as Record
from base_registry.documents import Call
from base_registry.usecases.selecting import selection_ahead
from fuyu.caller import Caller, Role
from fuyu.ids import new_id
from fuyu.law import Laws, LawSettings, Loaded
from fuyu.law.facts import Application, Candidate, Organisation, Stage
from fuyu.law.facts import Call as CallFacts
from fuyu.law.forms import forget, read
from fuyu.law.strict_yaml import load
from fuyu.process.acting import limit_by
from fuyu.process.walk import to_document
from fuyu.process.walker import Walker
from fuyu.running.serving import spare_collections
from fuyu.service import load_services, start

NAME, CITY, PROGRAMME, VERSION, STEP = "base-registry", "zhengzhou", "zhengzhou.mayor_award", "2021-10-26", "decide"
OPENED_ON, DECIDED_ON = date(2026, 3, 2), date(2026, 4, 22)
QUOTAS = {"award": 5, "nomination": 5}
AT_ONCE = 1_000
ROWS_A_ROUND = 20_000
SECRETARY = Caller("secretary", (Role("secretariat", CITY, office="award_secretariat"),))


class Edition:
    """An edition whose applications differ by their points alone; the same points for the same size every time."""

    def __init__(self, bed: Bed, size: int) -> None:
        self.size = size
        self._bed, self._call = bed, new_id()
        self._settings = replace(bed.settings, database_prefix=f"edition_of_{size}_")
        chance = Random(size)
        self._scores = [chance.randrange(20_000, 100_000) for _ in range(size)]
        self._loaded = Laws.load().of(PROGRAMME, VERSION)
        self._form = _example(self._loaded)
        self._stage = self._as_told()

    def fill(self) -> None:
        """Keep the call and its applications, each at the decision with its points on site."""
        running = start(load_services()[NAME], self._settings)  # A process holds one connection of a service at a time.
        try:
            running.store.migrate(running.service.migrations)
            running.store.transact(lambda tx: self._keep_call(), city=CITY)
            rows = running.store.database["applications"].with_options(write_concern=WriteConcern(w=1))
            made = list(self._applications())
            for first in range(0, self.size, AT_ONCE):
                rows.insert_many(made[first : first + AT_ONCE], ordered=False)
        finally:
            running.store.close()

    def by_law(self) -> float:
        """Return the milliseconds of the law's own part, on facts that are told already; a small one is repeated, so that both take about as long."""
        law, times = self._loaded.view(LawSettings(), DECIDED_ON), max(ROWS_A_ROUND // self.size, 1)
        began = time.perf_counter()
        for _ in range(times):
            selection = self._loaded.ask.selection(law, self._stage, DECIDED_ON)
        took = 1_000 * (time.perf_counter() - began) / times
        _check([row.kind for row in selection.rows], self.size)
        return took

    def on_record(self) -> float:
        """Return the milliseconds from the request's use-case to the proposal that is shown.

        Python's collector of cycles is set as a server sets it before its first request.
        """
        running = start(load_services()[NAME], self._settings)
        forget()
        usual = gc.get_threshold()
        spare_collections()
        try:
            began = time.perf_counter()
            shown = selection_ahead(running, SECRETARY, CITY, self._call, STEP)
            took = 1_000 * (time.perf_counter() - began)
        finally:
            gc.unfreeze()
            gc.set_threshold(*usual)
            running.store.close()
        _check([row["kind"] for row in shown["rows"]], self.size)
        return took

    def forget(self) -> None:
        """Drop the database."""
        self._bed.client.drop_database(self._settings.database_of(NAME))

    def _keep_call(self) -> None:
        told = {"programme": PROGRAMME, "programme_version": VERSION, "year": 2026, "title": "2026届", "opened_on": OPENED_ON.isoformat()}
        Call(id=self._call, city=CITY, quotas=QUOTAS, **told).add()

    def _applications(self) -> Iterator[dict[str, Any]]:
        """Go through the applications as they are kept; the way of all is the same."""
        law, process = self._loaded.view(LawSettings(), OPENED_ON), self._loaded.programme.entry
        walker = Walker(process, limit_by(law))
        walk = walker.begin(OPENED_ON)
        for step in process.names[1 : process.names.index(STEP)]:
            walker.pass_call_step(walk, step, OPENED_ON)
        kept = Record(
            id="one",
            city=CITY,
            programme=PROGRAMME,
            programme_version=VERSION,
            judged_by=VERSION,
            call=self._call,
            organisation={},
            form=self._form,
            applied_on=OPENED_ON.isoformat(),
            walk=to_document(walk),
            stands_at=STEP,
            state="running",
        ).to_mongo()
        for number, score in enumerate(self._scores):
            company = {"id": f"o-{number}", "code": f"91410100MA{number:08}", "name": f"示范企业{number:05}", "district": "金水区", "industry": "装备制造业"}
            total = str(Decimal(score) / 100)
            yield {**kept, "_id": new_id(), "organisation": company, "scores": {"site_review": {"result": total, "bonus": {}, "total": total, "because": ""}}}

    def _as_told(self) -> Stage:
        form = read(self._loaded.programme.form, self._form)
        call = CallFacts(self._call, PROGRAMME, VERSION, 2026, OPENED_ON, None, quotas=QUOTAS)
        candidates = [
            Candidate(
                Application(f"a-{number}", Organisation(f"o-{number}", f"c-{number}", f"示范企业{number:05}", "金水区"), call, form, OPENED_ON),
                Decimal(score) / 100,
            )
            for number, score in enumerate(self._scores)
        ]
        return Stage(STEP, call, candidates)


def _check(kinds: list[str | None], size: int) -> None:
    """Make sure that what was measured is a selection: as many as there are places, the others told why not."""
    assert (len(kinds), kinds[:10]) == (size, ["award"] * 5 + ["nomination"] * 5)
    assert set(kinds[10:]) <= {None}


def _example(loaded: Loaded) -> dict[str, Any]:
    default: Mapping[str, Any] = next(iter(load(loaded.programme.folder / "examples.yaml").values()))["form"]
    text = json.dumps(default, ensure_ascii=False, default=str)
    form: dict[str, Any] = json.loads(text.replace("{name}", "示范企业").replace("{n}", "001"))
    return form
