"""People as they are taken into the directory and shown."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema as Plain
from marshmallow import ValidationError, fields, validate

from fuyu.web.fields import Code, Date, Flag, Text, Whole
from fuyu.web.schemas import Schema
from notifier.channels.known import CHANNELS
from notifier.texts import LANGUAGES

PERSON = r"^[^\s/?#%\\]{1,100}$"
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"


class PersonId(Text):
    """A person's id as tokens have it; it stands in addresses, so it holds no blank and no slash."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=100, validate=validate.Regexp(PERSON, error="holds a blank or one of / ? # % \\"), **kwargs)


class Matching(fields.String):
    """A text in ASCII that matches a pattern as a whole; a line end within it never does."""

    def __init__(self, pattern: str, needs: str, most: int, **kwargs: Any) -> None:
        self.needs, self._pattern, self._most = needs, re.compile(pattern, re.ASCII), most
        super().__init__(metadata={"description": needs, "pattern": f"^{pattern}$", "maxLength": most}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or len(value) > self._most or not self._pattern.fullmatch(value):
            raise ValidationError("is not of the needed form")
        return value


class Email(Matching):
    """An e-mail address in ASCII (RFC 5321); a domain with other letters is written in its xn-- form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(f"{_LOCAL}@{_DOMAIN}", "an e-mail address such as zhang@example.org", 254, **kwargs)


class Phone(Matching):
    """A telephone number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"\+?[0-9][0-9 -]{4,19}", "a telephone number of 5 to 20 digits, blanks and hyphens", 21, **kwargs)


class RoleEntry(Schema):
    """What a person acts as, and for whom; a role that is bound to nobody is the operator's, or of those who are assigned by name."""

    actor = Text(required=True, most=60)
    programme = Text(most=80)
    office = Text(most=80)
    district = Text(most=40)
    organisation = Code()


class _Channels(Schema):
    """What people say of themselves: where they are reached, in which language, and who stands in for them."""

    email = Email(allow_none=True)
    phone = Phone(allow_none=True)
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    channels = fields.List(fields.String(validate=validate.OneOf(sorted(CHANNELS))), validate=validate.Length(max=len(CHANNELS)))
    deputy = PersonId(allow_none=True)
    away_from = Date(allow_none=True)
    away_until = Date(allow_none=True)


class PersonEntry(_Channels):
    """A person to take into the directory; who names no channels is told by e-mail where there is an address, and in the inbox always."""

    person = PersonId(required=True)
    name = Text(required=True, most=60)
    roles = fields.List(fields.Nested(RoleEntry), required=True, validate=validate.Length(min=1, max=40))
    channels = fields.List(
        fields.String(validate=validate.OneOf(sorted(CHANNELS))), validate=validate.Length(max=len(CHANNELS)), load_default=lambda: sorted(CHANNELS)
    )


class PersonChange(_Channels):
    """What may change of a person: by the person all but name, roles and is_active; by who keeps the directory all of it."""

    name = Text(most=60)
    roles = fields.List(fields.Nested(RoleEntry), validate=validate.Length(max=40))
    is_active = Flag()


class SuccessionEntry(Schema):
    """Who takes a person's roles over, from which law's day on (today where none is named), and why."""

    successor = PersonId(required=True)
    from_day = Date()
    reason = Text(required=True, most=500, lines=True)


class NameView(Schema):
    """Who somebody is, and no more."""

    person = fields.String()
    name = fields.String()


class RoleView(Plain):
    """A role as it is kept."""

    actor = fields.String()
    programme = fields.String()
    office = fields.String()
    district = fields.String()
    organisation = fields.String()


class PersonView(Schema):
    """A person as the directory has them; `told_by` are the channels on which they are told at present."""

    person = fields.String()
    name = fields.String()
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    language = fields.String()
    roles = fields.List(fields.Nested(RoleView))
    channels = fields.List(fields.String())
    told_by = fields.List(fields.String())
    deputy = fields.String(allow_none=True)
    away_from = Date(allow_none=True)
    away_until = Date(allow_none=True)
    successor = fields.String(allow_none=True)
    leaves_on = Date(allow_none=True)
    is_active = fields.Boolean()
    version = Whole()


class AbsenceView(Schema):
    """Somebody's absence as the deputy sees it; without roles the deputy is told what comes for them and cannot act in their stead."""

    person = fields.String()
    name = fields.String()
    away_from = Date()
    away_until = Date(allow_none=True)
    roles = fields.List(fields.Nested(RoleView), metadata={"description": "the roles that both hold, in which the deputy acts"})
    is_today = fields.Boolean(metadata={"description": "whether the deputy stands in today already"})
