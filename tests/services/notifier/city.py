"""Two made-up cities with the same two programmes: one in force, one a draft."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marshmallow import fields

from fuyu.law import Actor, City, Enrols, Grant, Intake, Laws, Programme, Scope, asked, form
from fuyu.law.registry import load_programme
from fuyu.law.steps import GRANT, RECOMMEND, REFUSE, RETURN, Decide, Effect, Fill, Process, Review, Submit

FOLDER = Path(__file__).parent / "laws"


@form
@dataclass(frozen=True)
class Form:
    """What is asked of an applicant."""

    companies: int = asked(fields.Integer(), "承担孵化企业数")


def _actors() -> dict[str, Actor]:
    return {
        "city bureau": Actor(Scope.OFFICE, "市局"),
        "district bureau": Actor(Scope.DISTRICT_OFFICE, "区局"),
        "applicant": Actor(Scope.ORGANISATION, "申报单位"),
        "base": Actor(Scope.ORGANISATION, "基地", of="holder"),
        "incubatee": Actor(Scope.ORGANISATION, "孵化企业", of="incubatee"),
        "expert": Actor(Scope.ASSIGNED, "专家"),
    }


def base(city: str) -> Programme:
    steps = (
        Submit("apply", title="申报", by="applicant", clause="第八条"),
        Fill("companies", title="孵化企业名单", by="applicant", clause="第六条（四）"),
        Review("district", title="属地审核", by="district bureau", clause="第八条", may=(RETURN, REFUSE, RECOMMEND)),
        Decide("designate", title="认定", by="city bureau", clause="第九条", may=(REFUSE, GRANT), takes_effect=(Effect.GRANT,)),
    )
    return Programme(
        id=f"{city}.base",
        version="2022-01-10",
        title="孵化基地",
        office="quality",
        folder=FOLDER / "base",
        actors=_actors(),
        intake=Intake("round", "批次", "第八条"),
        form=Form,
        processes=(Process("apply", title="申报认定", over="application", clause="第八条", steps=steps),),
        grants=(Grant("base", "企业卓越绩效管理孵化基地", "第九条", term="validity"),),
        enrols=Enrols("第十条", "minimum", "period", "extension", "companies"),
    )


def award(city: str) -> Programme:
    steps = (
        Submit("apply", title="申报", by="applicant", clause="第五条"),
        Decide("decide", title="审定", by="city bureau", clause="第五条", takes_effect=(Effect.GRANT,)),
    )
    return Programme(
        id=f"{city}.award",
        version="2021-06-01",
        title="市长质量奖",
        office="quality",
        folder=FOLDER / "award",
        actors=_actors(),
        intake=Intake("edition", "届", "第五条"),
        form=Form,
        processes=(Process("apply", title="申报", over="application", clause="第五条", steps=steps),),
        grants=(Grant("award", "市长质量奖", "第五条", term="validity"),),
    )


def laws(*cities: str) -> Laws:
    """Return the law of made-up cities, each with an office `quality`, an office `other`, and two districts."""
    from fuyu.law.registry import Plugin

    found = Laws()
    for id in cities:
        city = City(id=id, title="示例市", offices={"quality": "质量处", "other": "其他处"}, districts=("东区", "西区"), programmes=(base(id), award(id)))
        for programme in city.programmes:
            found.programmes[(programme.id, programme.version)] = load_programme(city, programme, id, "0.1.0", "-")
        found.plugins += (Plugin(id, id, "0.1.0", "-", city=city),)
    return found
