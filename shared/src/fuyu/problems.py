"""Refusals as RFC 9457 problems: each has a type of its own and says what was found and what is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Problem(Exception):
    """A refusal that the caller can act on; `detail` names the thing, the reason and the way out.

    `members` become further members of the problem document (RFC 9457, 3.2), for example
    `clause`, `found`, `needed`, `findings` or `errors`; they must be JSON values.
    """

    slug: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request was refused"

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members

    @property
    def type(self) -> str:
        """The problem's type: a reference to the page that explains it, relative to the service."""
        return f"/problems/{self.slug}"

    def as_document(self) -> dict[str, Any]:
        """Return the problem as the members of an `application/problem+json` document."""
        return {"type": self.type, "title": self.title, "status": self.status, "detail": self.detail, **self.members}


class InvalidInput(Problem):
    """The body, the query or a path part is not of the declared shape."""

    slug, status, title = "invalid-input", 422, "The input does not have the declared shape"

    @classmethod
    def of_fields(cls, errors: Sequence[Mapping[str, Any]]) -> InvalidInput:
        """Return the refusal for `errors`, each with `field`, `reason` and, where known, `found` and `needed`."""
        fields = ", ".join(str(error["field"]) for error in errors)
        return cls(f"Look at: {fields}. Each entry of errors says what was found and what is needed.", errors=[dict(error) for error in errors])


class Malformed(Problem):
    """The body could not be read as JSON or as the declared media type."""

    slug, status, title = "malformed-body", 400, "The body could not be read"


class TooLarge(Problem):
    """The body is larger than the service takes."""

    slug, status, title = "body-too-large", 413, "The body is too large"


class Unauthenticated(Problem):
    """No token came with the request, or the token is not valid."""

    slug, status, title = "unauthenticated", 401, "A valid token is needed"


class Forbidden(Problem):
    """The token is valid, but none of its actors may do this here."""

    slug, status, title = "forbidden", 403, "None of your roles may do this"


class NotFound(Problem):
    """There is no such thing, or the token's city and role may not see it."""

    slug, status, title = "not-found", 404, "There is no such thing here"


class Deleted(Problem):
    """It was here and was deleted when its time was over, as the rules on keeping it say; the record that named it keeps its hash."""

    slug, status, title = "deleted", 410, "This was deleted when its time was over"


class AlreadyExists(Problem):
    """A unique key is taken."""

    slug, status, title = "already-exists", 409, "This exists already"


class Stale(Problem):
    """The document was changed since the caller read it (If-Match does not match)."""

    slug, status, title = "stale-version", 412, "Someone changed this since you read it"


class PreconditionMissing(Problem):
    """A change came without If-Match, or a creating POST without Idempotency-Key."""

    slug, status, title = "precondition-missing", 428, "A header that guards this change is missing"


class KeyReused(Problem):
    """An Idempotency-Key came again with another body."""

    slug, status, title = "idempotency-key-reused", 422, "This Idempotency-Key was used for another request"


class StepNotOpen(Problem):
    """The step is not open on this subject, so nobody can act on it now."""

    slug, status, title = "step-not-open", 409, "This step is not open"


class NotYourStep(Problem):
    """The step is open, but belongs to another actor, district, organisation or assigned person."""

    slug, status, title = "not-your-step", 403, "This step belongs to someone else"


class WordNotAllowed(Problem):
    """The step is open, but does not know this word; `needed` lists those it knows."""

    slug, status, title = "word-not-allowed", 422, "This cannot be done at this step"


class DeclarationMissing(Problem):
    """An assigned person acts before declaring whether there is an interest in the applicant (L10)."""

    slug, status, title = "declaration-missing", 409, "A declaration of interest comes first"


class Recused(Problem):
    """The person has an interest in the applicant and may neither see nor judge its file (L10)."""

    slug, status, title = "recused", 403, "An interest recuses you from this file"


class NotDeputy(Problem):
    """The request names an absent person in whose stead it is made, but its caller stands in for that person neither today nor in any role."""

    slug, status, title = "not-a-deputy", 403, "You do not stand in for this person today"


class SecondPersonNeeded(Problem):
    """Who proposed an act would confirm it: it takes effect only when another person with the same right does."""

    slug, status, title = "second-person-needed", 403, "Another person must confirm this"


class SecondPersonAwaited(Problem):
    """An act was proposed at this step and waits for a second person, who confirms it or sends it back."""

    slug, status, title = "second-person-awaited", 409, "What was proposed here waits for a second person"


class CorrectionTooLate(Problem):
    """Something rests already on what would be corrected: a certificate, or a later decision; `found` names it."""

    slug, status, title = "correction-too-late", 409, "Something already rests on what would be corrected"


class NumberMissing(Problem):
    """The step needs the number of the document (文号) by which it was decided or published."""

    slug, status, title = "document-number-missing", 422, "A document number is needed"


class ConditionsNotMet(Problem):
    """A rule of the regulation is not met; `findings` holds each with its clause, threshold and actual value."""

    slug, status, title = "conditions-not-met", 409, "The regulation's conditions are not met"


class MaterialFrozen(Problem):
    """The last day to apply has passed, and the text takes no addition or change after it."""

    slug, status, title = "material-frozen", 409, "Nothing can be added or changed after the closing date"


class ReasonMissing(Problem):
    """The act needs a written reason (a refusal, a return, an override of a warning, a skipped step)."""

    slug, status, title = "reason-missing", 422, "A written reason is needed"


class ProgrammeUnavailable(Problem):
    """The plugin of this programme's version is missing or failed to load: records stay readable, actions wait."""

    slug, status, title = "programme-unavailable", 503, "The plugin of this programme is not running here"


class NotInForce(Problem):
    """No version of the regulation is in force on the date that matters."""

    slug, status, title = "not-in-force", 409, "The regulation is not in force on this date"


class RuleFailed(Problem):
    """A rule raised instead of answering; the problem names it, and nothing was decided."""

    slug, status, title = "rule-failed", 503, "A rule of the plugin failed"


class ProjectionBehind(Problem):
    """A decision needs facts of another service that have not arrived yet."""

    slug, status, title = "projection-behind", 503, "Facts of another service have not arrived yet"


class Busy(Problem):
    """Too many others change the same thing; asking again is safe."""

    slug, status, title = "busy", 503, "Others are changing the same thing"


class UnsafeFile(Problem):
    """An uploaded file's content is not of a kind that is taken."""

    slug, status, title = "unsafe-file", 415, "A file of this kind is not taken"


class WrongMediaType(Problem):
    """The body is not of the declared media type (JSON in UTF-8, or a form with one file)."""

    slug, status, title = "wrong-media-type", 415, "The body is of another media type than this takes"


class MethodNotAllowed(Problem):
    """This address knows no such method; the Allow header lists those it knows."""

    slug, status, title = "method-not-allowed", 405, "This address does not take this method"


class Unavailable(Problem):
    """The database, or another part that the service stands on, does not answer at the moment; asking again is safe."""

    slug, status, title = "unavailable", 503, "A part of the service does not answer at the moment"


class Unexpected(Problem):
    """The service failed in a way nobody foresaw; its log tells more under the request's id."""

    slug, status, title = "unexpected", 500, "The service failed"


class Unhealthy(Problem):
    """Something of the service stands still: its worker, its relay or a parked event. `red` says what, sentence by sentence, with the way out."""

    slug, status, title = "unhealthy", 503, "Something of the service stands still"
