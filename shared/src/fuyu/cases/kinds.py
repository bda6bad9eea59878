"""What a story can look at, and which members each has; docs/cases.md explains the same, and a test compares the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that a story can look at: a single one (`of` says whose), or a list of rows."""

    says: str
    members: Mapping[str, str]
    is_list: bool = False


_TERM = {"starts_on": "its first day", "ends_on": "its last day, null without end", "ended_on": "the day on which it ended otherwise"}
_LETTER = {
    "to": "the person's name in the story",
    "kind": "reminder or notice",
    "subject": "a part of the subject",
    "says": "a part of the text",
    "on": "the law's day of sending",
    "duty": "the key of the duty",
    "rung": "the rung of the ladder",
    "event": "the event that it tells of",
}
_BATCHES = {"batches": "by year: done and needed", "grounds": "the clauses of the grounds that missed duties left"}

KINDS: Mapping[str, Kind] = {
    "application": Kind(
        "One application, the first of the story unless `of` names another's.",
        {
            "step": "the step at which it stands, null when its way has ended",
            "outcome": "completed, refused, not chosen, removed, withdrawn, lapsed; null while it is on its way",
            "state": "draft, running or the outcome",
            "organisation": "the applicant's name",
            "applied_on": "the application date",
            "version": "the version of the programme whose way it goes",
            "judged_by": "the version by which it is judged",
            "chosen_for": "the kind that it was chosen for",
            "scores": "by step: the score with its bonus",
            "due": "by step: the last day",
            "materials": "the keys of the papers that are there",
            "form": "fields of the form",
        },
    ),
    "designation": Kind(
        "One designation, the first unless `of` names another's; null where there must be none.",
        {
            "kind": "what is held",
            "holds_class": "its class or tier",
            "organisation": "who holds it",
            "state": "held, expired, ended or revoked",
            "granted_on": "the day of the grant",
            **_TERM,
            "number": "the document's number",
            "version": "the version of the programme that it was granted under",
            "is_draft": "whether everything about it says 草案",
            "is_repeat": "whether it repeats an earlier one",
            **_BATCHES,
        },
    ),
    "base": Kind(
        "What the tracker shows of a designation that brings others up.",
        {
            "organisation": "who holds it",
            "state": "held, expired, ended or revoked",
            **_TERM,
            "liaison": "the liaison's name, null where none is named",
            "incubatees": "running, needed and whether they are enough",
            "enrolments": "by state: how many",
            **_BATCHES,
            "sessions": "by year: how many were held",
            "plan": "by year: planned and held, null without a plan",
            "warning": "by year: what is warned of, null where nothing is",
            "never_came": "by year: the names of those who came to no session",
        },
    ),
    "watch": Kind(
        "How a base stands on the story's day, the first unless `of` names another's.",
        {
            "organisation": "who holds the designation",
            "stands": "whether it is held on that day",
            "incubatees": "how many incubations run",
            "success": "completed of those ended",
            "progress": "by duty, such as sessions/2026: done, needed, due_on, and forecast, what it comes to by then at this pace",
            "conditions": "by their keys: met, not met, exempt or unknown",
            "becoming_grounds": "by duty or condition: the day from which it is a ground unless something changes",
        },
    ),
    "enrolment": Kind(
        "One enrolment; `of` names the incubatee.",
        {
            "incubatee": "the company's name",
            "base": "the base's name",
            "state": "proposed, running, completed, not completed, withdrawn, refused, to be moved",
            **_TERM,
            "extended_until": "the last day of its extension",
            "days_left": "how many days are left",
            "attended": "how many sessions it came to",
            "hours": "for how many hours",
            "undertakes": "whether it undertook to apply the standard",
            "promised": "the services that the base promised",
            "given": "those of them that were given",
            "because": "why it was refused or ended",
            "clause": "the clause of that",
            "steps": "the names of the open steps",
        },
    ),
    "call": Kind(
        "The call that the story opened last.",
        {
            "title": "its title",
            "year": "its year",
            "state": "open or closed",
            "version": "the version that it froze",
            "opened_on": "the day of its opening",
            "closes_on": "the last day to apply, null without one",
            "is_draft": "whether it stands on a draft",
            "quotas": "by kind: the places",
            "granted": "by kind: the places that are used",
        },
    ),
    "enrolments": Kind("All enrolments.", {}, is_list=True),
    "applications": Kind("All applications of the call.", {}, is_list=True),
    "designations": Kind("All designations.", {}, is_list=True),
    "duties": Kind(
        "What is owed, in all services.",
        {
            "key": "its key, such as sessions/2026",
            "title": "its title",
            "about": "the name of what it is about",
            "state": "open, done, overdue or withdrawn",
            "due_on": "its last day",
            "is_provisional": "whether that day may still move",
            "opens_on": "from when it can be done",
            "opened_on": "the day on which it came up",
            "closed_on": "the day on which it was done or withdrawn",
            "clause": "its clause",
        },
        is_list=True,
    ),
    "reminders": Kind(
        "Reminders to the people of the story, one row for all channels; superseded and stopped ones are left out.",
        {
            "to": "the person's name in the story",
            "duty": "the key of the duty",
            "title": "the title of the duty",
            "rung": "the rung of the ladder, such as before-30",
            "due_on": "the duty's last day",
            "falls_on": "the day of the rung",
            "on": "the law's day on which it was made",
            "level": "0 for who owes it, 1 and 2 for those above",
            "channels": "the channels",
            "state": "delivered, waiting or failed",
        },
        is_list=True,
    ),
    "mails": Kind("Mails that the mail server took.", _LETTER, is_list=True),
    "inbox": Kind("Messages in the inboxes of the story's people.", _LETTER, is_list=True),
    "notices": Kind(
        "Published lists.",
        {
            "title": "its title",
            "published_on": "its day",
            "ends_on": "the last day to object, null without one",
            "number": "the document's number",
            "rows": "the names on it",
            "is_draft": "whether it says 草案",
        },
        is_list=True,
    ),
    "certificates": Kind(
        "Certificates and circulars that were ordered, with what anyone who checks one is told.",
        {
            "name": "which of the programme's documents it is",
            "title": "its title",
            "number": "its number",
            "to": "the holder's name, null for a circular",
            "dated_on": "its day",
            "starts_on": "the first day of its term",
            "ends_on": "the last day of its term, null without end",
            "is_draft": "whether it says 草案",
            "state": "ordered while it is not issued; then valid, lapsed or revoked",
            "since": "since when it is lapsed or revoked",
            "because": "why it was revoked",
        },
        is_list=True,
    ),
    "grounds": Kind(
        "Grounds on which a designation may be taken away.",
        {
            "organisation": "who holds it",
            "key": "the key of the finding or duty",
            "clause": "its clause",
            "says": "a part of its facts",
            "state": "proposed, withdrawn, kept or decided",
            "found_on": "the day on which it was proposed",
            "closed_on": "the day on which it was withdrawn or decided",
        },
        is_list=True,
    ),
    "proceedings": Kind(
        "What goes or went on over designations and beside applications.",
        {
            "organisation": "whom it is about",
            "process": "the process",
            "state": "running, or how it ended",
            "step": "the step at which it stands, null when it has ended",
            "opened_on": "the day of its opening",
            "unmet": "the clauses that its acts did not meet and that stood in nobody's way, as of a late report",
        },
        is_list=True,
    ),
    "activities": Kind(
        "What an office planned, teaching among it.",
        {
            "kind": "the kind that the programme declares",
            "title": "its title",
            "clause": "its clause",
            "state": "planned, held or cancelled",
            "planned_on": "the day for which it was planned",
            "held_on": "the day on which it was held",
            "host": "the name of the holder at whom it was, null without",
            "came": "the names of the guests who came",
            "outcome": "what came of it",
        },
        is_list=True,
    ),
    "draws": Kind(
        "Spot checks, as the office that draws them sees them.",
        {
            "first_day": "the first day of completion that is drawn from",
            "last_day": "the last one",
            "population": "the names of those who completed in between",
            "count": "how many are drawn",
            "state": "announced or drawn",
            "announced_on": "the day of the announcement",
            "drawn_on": "the day of the draw",
            "seed": "the seed",
            "drawn": "the names of those drawn",
            "passed": "by name: whether what experts found was passed",
            "consequences": "by name: what follows",
        },
        is_list=True,
    ),
    "recommendations": Kind(
        "Holders that may be recommended, as officers see them.",
        {
            "organisation": "who holds the designation",
            "is_met": "whether all that the law asks is met and no ground stands open",
            "findings": "by their keys: met, not met, exempt or unknown",
        },
        is_list=True,
    ),
    "priorities": Kind(
        "Companies that completed, and whether they have priority, as officers see them.",
        {
            "incubatee": "the company's name",
            "base": "the base's name",
            "is_met": "whether all that the law asks is met",
            "findings": "by their keys: met, not met, exempt or unknown",
        },
        is_list=True,
    ),
}
ROWS_OF = {"enrolments": "enrolment", "applications": "application", "designations": "designation"}
OF_A_LIST = {"count": "how many there are", "each": "what every row holds", "some": "rows that are there", "none": "rows that are not there"}
STATES = {"ended": ("completed", "not completed", "withdrawn", "expired", "revoked", "ended")}
"""Counts by state that stand for several states; every other word counts the rows of that state."""


def members_of(kind: str) -> Mapping[str, str]:
    """Return the members that a thing, or a row of a list, of a kind can be looked at by."""
    return KINDS[ROWS_OF.get(kind, kind)].members
