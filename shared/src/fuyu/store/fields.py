"""Lists and mappings of records: kept and read as they are.

mongoengine's own go through every value whenever a record is read, kept or asked for a field: they look for documents to refer to, wrap what they find so
as to see what is changed in it, and copy it. Records refer to each other by id and are kept as a whole, so all of that would be for nothing.
"""

from __future__ import annotations

from typing import Any

import mongoengine


class _AsItIs:
    """What a list and a mapping have in common."""

    name: str

    def __get__(self, instance: Any, owner: Any) -> Any:
        """Return what the record has; the field itself where a class of records is asked."""
        return self if instance is None else instance._data.get(self.name)

    def to_python(self, value: Any) -> Any:
        """Return what was read."""
        return value

    def to_mongo(self, value: Any, use_db_field: bool = True, fields: Any = None) -> Any:
        """Return what is to be kept."""
        return value


class DictField(_AsItIs, mongoengine.DictField):
    """A mapping of what BSON can hold."""


class ListField(_AsItIs, mongoengine.ListField):
    """A list of what BSON can hold."""

    def __set__(self, instance: Any, value: Any) -> None:
        """Take a list; a tuple becomes one, so that it can be added to as one that was read."""
        super().__set__(instance, list(value) if isinstance(value, tuple) else value)
