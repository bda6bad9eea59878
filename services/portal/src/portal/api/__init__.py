"""The portal's own resources: accounts, kept by the operator."""

from __future__ import annotations

from collections.abc import Sequence

from fuyu.web.blueprint import Blueprint
from portal.api.accounts import blueprint as accounts


def blueprints() -> Sequence[Blueprint]:
    """Return the service's resources."""
    return (accounts,)
