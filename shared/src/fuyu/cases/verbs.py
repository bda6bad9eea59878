"""The verbs that are no steps, each with what does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fuyu.cases import activities, applying, basework, drawing, objecting, setting
from fuyu.cases.desk import Someone
from fuyu.cases.scene import Scene
from fuyu.cases.story import Happening

DOES: Mapping[str, Callable[[Scene, Happening, Someone], None]] = {
    "open_call": applying.open_call,
    "begin_application": applying.begin_application,
    "apply": applying.apply,
    "record_receipt": applying.record_receipt,
    "correct_receipt": applying.correct_receipt,
    "recuse": applying.recuse,
    "object": objecting.object_to,
    "resolve": objecting.resolve,
    "propose": basework.propose,
    "tick_service": basework.tick_service,
    "take_back": basework.take_back,
    "tick_key_step": basework.tick_key_step,
    "log_session": basework.log_session,
    "plan_activity": activities.plan,
    "record_activity": activities.record,
    "announce_draw": drawing.announce,
    "draw": drawing.draw,
    "record_check": drawing.record,
    "name_liaison": basework.name_liaison,
    "hand_in_plan": basework.hand_in_plan,
    "hand_in_reports": basework.hand_in_reports,
    "hand_in_district_report": basework.hand_in_district_report,
    "set_law": setting.set_law,
    "adopt": setting.adopt,
    "override": setting.override,
    "switch_off": setting.switch_off,
    "relieve": setting.relieve,
    "load_calendar": setting.load_calendar,
}
