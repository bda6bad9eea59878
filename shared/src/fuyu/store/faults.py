"""What the database raised, as a problem that a caller can act on."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.errors import ConnectionFailure, DuplicateKeyError, OperationFailure, PyMongoError

from fuyu.problems import AlreadyExists, Busy, Problem, Unavailable

WRITE_CONFLICT, LOCK_TIMEOUT = 112, 24


def answerable(error: PyMongoError, before: Sequence[PyMongoError] = ()) -> Problem | PyMongoError:
    """Return the problem that an error means to a caller, or the error itself where it is a fault of ours.

    `before` are the errors of earlier tries: time may run out in the middle of one more try at what others keep changing.
    """
    if isinstance(error, DuplicateKeyError):
        named = {name: str(value) for name, value in ((error.details or {}).get("keyValue") or {}).items() if name != "city"}
        return AlreadyExists(f"There is one already with {', '.join(f'{name} {value}' for name, value in named.items())}.", found=named)
    if _is_conflict(error) or (error.timeout and any(map(_is_conflict, before))):
        return Busy("Others kept changing the same thing at this moment. Nothing was changed; ask again.")
    if isinstance(error, ConnectionFailure) or error.timeout or error.has_error_label("TransientTransactionError"):
        return Unavailable("The database does not answer at the moment. Ask again, with the same Idempotency-Key if there was one.")
    return error


def _is_conflict(error: BaseException | None) -> bool:
    """Claim that a conflict with another writer stands at the beginning of a chain of errors."""
    while error is not None:
        if isinstance(error, OperationFailure) and error.code in (WRITE_CONFLICT, LOCK_TIMEOUT):
            return True
        error = error.__cause__
    return False
