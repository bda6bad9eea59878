"""An application taken along its whole way by those who act on it."""

from __future__ import annotations

from .registry import Round, example

EXPERTS = ("expert-1", "expert-2", "expert-3")


def to_the_visit(application: Round) -> Round:
    """Take a good application to the visit on site."""
    if not application.application:
        application.begin()
    application.to_the_city()
    application.registry.city().acts(application.path, "city", "admit", judged=application.judged("city"))
    return application


def to_the_choice(application: Round, day: str = "2026-06-02") -> Round:
    """Take a good application to the choice, after the window has ended."""
    to_the_visit(application)
    registry, city = application.registry, application.registry.city()
    city.acts(application.path, "on_site", "assign", entry={"people": ["expert-1"]})
    registry.expert("expert-1").acts(application.path, "on_site", "declare", entry={"interest": False})
    registry.expert("expert-1").acts(application.path, "on_site", "record", entry=example("on_site"), judged=application.judged("on_site"))
    city.acts(application.path, "rubric", "assign", entry={"people": list(EXPERTS)})
    for id in EXPERTS:
        registry.expert(id).acts(application.path, "rubric", "declare", entry={"interest": False})
        registry.expert(id).acts(application.path, "rubric", "score", entry={"points": points()})
    registry.set_day(day)
    return application


def points() -> dict[str, str]:
    """Return one expert's points, each within its item's maximum (20, 20, 20, 20, 10, 10)."""
    return {"item_1": "18", "item_2": "17", "item_3": "18", "item_4": "19", "item_5": "9", "item_6": "9"}


def designated(application: Round, day: str = "2026-06-02") -> str:
    """Take a good application to its designation on a day and return that."""
    to_the_choice(application, day)
    city = application.registry.city()
    choice = {"chosen": {application.application: "base"}}
    city.acts(f"/calls/{application.call}", "designate", "choose", entry=choice, number="郑市监文〔2026〕9号", overrides={"designations_least": "首批试点"})
    return str(city.get("/designations")["items"][0]["id"])
