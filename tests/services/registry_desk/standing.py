"""A designation that stands, and what people do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from .registry import Registry, example

NUMBER = "郑市监文〔2026〕30号"
FEW = {"incubatees": "在孵企业正在补充。"}


@dataclass
class Standing:
    """A designation of 示范企业001, whose incubatees are 示范企业101 and following."""

    registry: Registry
    id: str

    @property
    def path(self) -> str:
        """Return its address."""
        return f"/designations/{self.id}"

    def seen(self) -> dict[str, Any]:
        """Return it as the city sees it."""
        return self.registry.city().get(self.path)

    def proceedings(self, process: str) -> list[dict[str, Any]]:
        """Return the runs of a process, newest first."""
        return list(self.registry.city().get("/proceedings", designation=self.id, process=process)["items"])

    def grounds(self, **which: str) -> list[dict[str, Any]]:
        """Return its grounds as the city sees them, newest first."""
        return list(self.registry.city().get("/grounds", designation=self.id, **which)["items"])

    def open(self, who: Any, process: str, step: str, does: str = "fill", **more: Any) -> httpx.Response:
        """Let someone open a process by its first act."""
        answer: httpx.Response = who.post(f"{self.path}/proceedings", {"process": process, "step": step, "does": does, **more})
        return answer

    def opens(self, who: Any, process: str, step: str, does: str = "fill", **more: Any) -> str:
        """Let someone open a process; it must not be refused. Return its address."""
        body = {"process": process, "step": step, "does": does, **more}
        return f"/proceedings/{who.make(f'{self.path}/proceedings', body)['id']}"

    def to_the_renewal(self) -> str:
        """Take the re-review that is open to its decision and return its address."""
        path = f"/proceedings/{self.proceedings('re_review')[0]['id']}"
        registry = self.registry
        registry.company(1).acts(path, "re_review_report", "fill", entry=example("re_review_report"))
        registry.city().acts(path, "re_review_visit", "assign", entry={"people": ["expert-1"]})
        registry.expert("expert-1").acts(path, "re_review_visit", "declare", entry={"interest": False})
        registry.expert("expert-1").acts(path, "re_review_visit", "record", entry=example("re_review_visit"))
        return path

    def renew(self, path: str) -> httpx.Response:
        """Let the city pass the re-review."""
        judged = {"still_conforms": {"is_met": True, "note": "已复查"}}
        return self.registry.city().act(path, "renew", "grant", judged=judged, number=NUMBER, overrides=FEW)

    def revoke(self, path: str, **entry: Any) -> httpx.Response:
        """Let the city revoke in a proceeding, on facts and grounds as given."""
        told = {"ground": "违法违规经营", "facts": "市监罚字〔2025〕1号。", **entry}
        return self.registry.city().act(path, "revoke", "revoke", entry=told, number=NUMBER)

    def complain(self, number: int, **entry: Any) -> str:
        """Let an incubatee complain and return the complaint's address."""
        return self.opens(self.registry.company(number), "complain", "complaint", entry={**example("complaint"), **entry})
