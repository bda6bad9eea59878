"""Who may call what: every view says it with @access, and an app with a view that does not say it does not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fuyu.caller import Caller, Role

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Access:
    """A condition on the caller, and the sentence that tells a reader who meets it."""

    says: str
    allows: Callable[[Caller], bool]
    is_public: bool = False


PUBLIC = Access("anyone, without a token", lambda caller: True, is_public=True)
SIGNED_IN = Access("anyone signed in", lambda caller: True)
OPERATOR = Access("the operator", lambda caller: any(role.actor == "operator" for role in caller.actors))


def any_role(matches: Callable[[Role], bool], says: str) -> Access:
    """Return the access of callers of whom at least one role matches, for example `any_role(lambda role: role.office is not None, …)`."""
    return Access(says, lambda caller: any(matches(role) for role in caller.actors))


OFFICE = any_role(lambda role: role.office is not None, "those who act for an office")
OFFICE_OR_OPERATOR = any_role(lambda role: role.office is not None or role.actor == "operator", "those who act for an office, and the operator")
DISTRICT = any_role(lambda role: role.district is not None, "those who act for a district's office")
ORGANISATION = any_role(lambda role: role.organisation is not None, "those who act for an organisation")


def access(rule: Access | Callable[[Caller], bool], *, says: str = "") -> Callable[[View], View]:
    """Say who may call the view. It is checked before the body is read; the use-case still decides on the subject itself.

    `rule` is one of PUBLIC, SIGNED_IN, OPERATOR, OFFICE, DISTRICT, ORGANISATION, an Access made by any_role(), or a predicate of the
    caller, which then needs `says`: who may, in words, for the reader of the API page and for the table that the tests hold.
    """
    if isinstance(rule, Access):
        declared = rule if not says else Access(says, rule.allows, rule.is_public)
    elif says:
        declared = Access(says, rule)
    else:
        raise TypeError("access() with a predicate needs says=, who may in words")
    return note(access=declared)


def note(**facts: object) -> Callable[[View], View]:
    """Write facts about an operation on its view, where the blueprint's documentation and the app's checks both read them."""

    def decorate(view: View) -> View:
        # A new dictionary: smorest's decorators share theirs with what they wrap.
        view._apidoc = {**getattr(view, "_apidoc", {}), **facts}  # type: ignore[attr-defined]
        return view

    return decorate
