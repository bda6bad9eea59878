'''The law layer: what a city's plugin declares, what its rules are asked, and what they answer.

A plugin is a package with an entry point in the group `fuyu.plugins` that names a `City`. Of each programme it declares regulation.yaml, parameters/*.yaml,
a `Programme` and modules of rules. A whole rule:

    from fuyu.law import finding, hookimpl

    # 第六条（四）：自愿承担不低于10家企业的孵化任务。
    @hookimpl
    def to_enter(law, application, as_of):
        """Ask for a commitment to ten companies or more."""
        least, promised = law["minimum_incubatees"], application.form.companies_committed
        return [finding("commitment", promised >= least.value, least, actual=promised, because=f"It commits to {promised} companies.")]

The questions stand in `fuyu.law.questions`, the facts that rules are told in `fuyu.law.facts`, the answers in `fuyu.law.findings` and `fuyu.law.answers`.
'''

from fuyu.law.answers import Award, Consequence, Evidence, Ground, Owed, Placement, Scored, Term
from fuyu.law.citation import Citation
from fuyu.law.documents import Certificate
from fuyu.law.errors import DeclarationError, NoValue
from fuyu.law.findings import Finding, Outcome, Weight, as_warning, exempt, finding, unknown
from fuyu.law.forms import asked, form, schema_of
from fuyu.law.parameters import Override, Value
from fuyu.law.programme import (
    Activities,
    ActivityKind,
    Actor,
    City,
    DistrictReport,
    Enrols,
    Grant,
    Intake,
    Material,
    News,
    Programme,
    Quota,
    Report,
    Scope,
    SpotCheck,
)
from fuyu.law.questions import hookimpl
from fuyu.law.registry import Laws, Loaded
from fuyu.law.settings import LawSettings, Setting
from fuyu.law.view import Law

__all__ = [
    "Activities", "ActivityKind", "Actor", "Award", "Certificate", "Citation", "City", "Consequence", "DeclarationError", "DistrictReport", "Enrols",
    "Evidence", "Finding", "Grant", "Ground", "Intake", "Law", "LawSettings", "Laws", "Loaded", "Material", "News", "NoValue", "Outcome", "Override", "Owed",
    "Placement", "Programme", "Quota", "Report", "Scope", "Scored", "Setting", "SpotCheck", "Term", "Value", "Weight", "as_warning", "asked",
    "exempt", "finding", "form", "hookimpl", "schema_of", "unknown",
]  # fmt: skip  # One name a line would take three screens.
