"""An account: by which somebody signs in, and the roles in which the tokens made for it speak."""

from __future__ import annotations

from mongoengine import BooleanField, DateTimeField, IntField, StringField

from fuyu.caller import Role
from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Account(Record):
    """An account; it belongs to the deployment, since one person can have roles in several cities.

    `person` is the id that tokens speak for, `login` what one signs in by. `password` is an argon2id hash, None until the invitation is accepted.
    `totp` is the secret of the second factor once it is confirmed, `totp_step` the last time step that was used, which counts once. `holds` counts up
    whenever sessions must end: at a change of roles, of the password, or when the account is disabled. `heading` is
    under what the sign-in page shows an account of the demonstration. `taken` are roles that a city took away when it disabled the person, until it
    gives them back. `calendars` counts the addresses that its calendar was given, and `calendar` is the number of the one that
    leads there now, None where none does.
    """

    meta = meta("portal", "accounts", {"fields": ["login"], "unique": True}, {"fields": ["person"], "unique": True})

    person = StringField(required=True)
    login = StringField(required=True)
    name = StringField(required=True)
    email = StringField()
    language = StringField(required=True, default="zh")
    roles = ListField(DictField())
    taken = ListField(DictField())
    password = StringField()
    totp = StringField()
    totp_step = IntField(required=True, default=0)
    holds = IntField(required=True, default=1)
    failures = IntField(required=True, default=0)
    locked_until = DateTimeField()
    is_active = BooleanField(required=True, default=True)
    is_demonstration = BooleanField(required=True, default=False)
    heading = StringField()
    calendar = IntField()
    calendars = IntField(required=True, default=0)

    @property
    def actors(self) -> list[Role]:
        """Return the roles as a token names them."""
        names = ("actor", "city", "office", "district", "organisation")
        return [Role(**{name: role[name] for name in names if role.get(name)}) for role in self.roles]

    @property
    def needs_second_factor(self) -> bool:
        """Claim that this is an officer's or an operator's account, which a password alone does not open; those of the demonstration excepted."""
        return not self.is_demonstration and any(role.get("office") or role["actor"] == "operator" for role in self.roles)
