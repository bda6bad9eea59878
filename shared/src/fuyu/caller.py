"""Who asks: a person and the roles in which the token lets them act."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One actor that a person is, in one city, within the office, district or organisation named."""

    actor: str
    city: str
    office: str | None = None
    district: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The person a token speaks for; `person` is an id, never a name. `in_stead_of` is the absent one whose deputy acts."""

    person: str
    actors: tuple[Role, ...] = ()
    in_stead_of: str | None = None

    @property
    def cities(self) -> frozenset[str]:
        """Return the cities in which this person has a role."""
        return frozenset(role.city for role in self.actors)
