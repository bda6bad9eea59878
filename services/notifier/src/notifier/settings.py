"""The notifier's own settings, beside those that every service has."""

from __future__ import annotations

from dataclasses import dataclass, field

from environs import Env, validate

from fuyu.settings import Settings

ANSWER = {"variable": "FUYU_MAIL_ANSWER_SECONDS", "says": "How long the notifier waits for each answer of the mail server."}
LEASE = {"variable": "FUYU_DELIVERY_LEASE_SECONDS", "says": "After so long, what a killed worker had in its hands is delivered by another."}
RETRY = {"variable": "FUYU_DELIVERY_RETRY_SECONDS", "says": "The first wait before a delivery is tried again; later waits are up to 240 times as long."}


@dataclass(frozen=True)
class NotifierSettings:
    """How mail goes out and how long it is tried again."""

    smtp_url: str
    mail_from: str
    answer_seconds: float = field(default=30.0, metadata=ANSWER)
    lease_seconds: float = field(default=300.0, metadata=LEASE)
    retry_seconds: float = field(default=60.0, metadata=RETRY)

    @classmethod
    def from_environ(cls, settings: Settings) -> NotifierSettings:
        """Return the settings of this process's environment; raise EnvError naming a variable that cannot be."""
        env, above_zero = Env(prefix="FUYU_"), validate.Range(min=0, min_inclusive=False)
        return cls(
            smtp_url=settings.smtp_url,
            mail_from=settings.mail_from,
            answer_seconds=env.float("MAIL_ANSWER_SECONDS", 30.0, validate=above_zero),
            lease_seconds=env.float("DELIVERY_LEASE_SECONDS", 300.0, validate=above_zero),
            retry_seconds=env.float("DELIVERY_RETRY_SECONDS", 60.0, validate=above_zero),
        )
