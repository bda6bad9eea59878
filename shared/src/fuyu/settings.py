"""The settings of a deployment, read from FUYU_… variables once, at the entry points, and handed down."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from environs import Env, validate

DEFAULT_JWKS = Path("var/keys/jwks.json")
DEFAULT_TOKEN_KEYS = Path("var/keys")
DEFAULT_FONTS = Path("var/fonts")
DEFAULT_SIGNING = Path("var/keys/signing.p12")
_POSITIVE = validate.Range(min=1)
_A_DECADE_OF_DAYS = validate.Range(min=1, max=3650)  # Whoever wants to keep them for longer wants to keep them for ever.


def _setting(variable: str, default: Any, says: str, check: Any = None) -> Any:
    return field(default=default, metadata={"variable": variable, "says": says, "check": check})


@dataclass(frozen=True)
class Settings:
    """Everything that a process can be told from outside; the metadata of a field holds its variable and the sentence that explains it."""

    mongodb_uri: str = _setting(
        "FUYU_MONGODB_URI", "mongodb://127.0.0.1:27017/?replicaSet=fuyu", "Where MongoDB is: a replica set, without w= and readPreference=."
    )
    database_prefix: str = _setting(
        "FUYU_DATABASE_PREFIX", "fuyu_", "What the name of each service's database begins with.", validate.Regexp(r"^[a-z0-9_]{0,24}$")
    )
    broker_url: str = _setting("FUYU_BROKER_URL", "memory://", "Where events go: amqp://… for RabbitMQ, memory:// within one process.")
    jwks: Path = _setting("FUYU_JWKS", DEFAULT_JWKS, "The file with the public keys (JWKS) by which tokens are checked.")  # noqa: RUF009 -- a frozen path
    token_keys: Path = _setting(  # noqa: RUF009 -- a frozen path
        "FUYU_TOKEN_KEYS", DEFAULT_TOKEN_KEYS, "The folder with the private keys by which the portal signs tokens; only the portal needs it."
    )
    service_urls: str = _setting(
        "FUYU_SERVICE_URLS", "", "Where the portal finds each service, as NAME=URL, separated by blanks; one not named lies under FUYU_PUBLIC_URL by its name."
    )
    is_clock_settable: bool = _setting("FUYU_SETTABLE_CLOCK", False, "1 lets an operator set the law's day: for demonstrations and stories only.")
    public_url: str = _setting(
        "FUYU_PUBLIC_URL", "http://127.0.0.1:8080", "The address under which anyone reaches the services by their names; it stands in a certificate's QR code."
    )
    trusted_proxies: int = _setting(
        "FUYU_TRUSTED_PROXIES",
        0,
        "How many proxies stand before the services and add to X-Forwarded-For who asked them. Nobody may then reach the services past them; 0 believes none.",
        validate.Range(min=0),
    )
    fonts: Path = _setting("FUYU_FONTS", DEFAULT_FONTS, "The folder with the fonts of certificates, beside the system's own.")  # noqa: RUF009 -- a frozen path
    signing_p12: Path = _setting(  # noqa: RUF009 -- a frozen path
        "FUYU_SIGNING_P12", DEFAULT_SIGNING, "The key and certificate (PKCS #12) that certificates are signed by; the default one is made at the first start."
    )
    signing_password_file: Path | None = _setting(  # noqa: RUF009 -- a field like the others, whose types it knows
        "FUYU_SIGNING_PASSWORD_FILE", None, "The file with the password of FUYU_SIGNING_P12, where it has one."
    )
    smtp_url: str = _setting("FUYU_SMTP_URL", "smtp://127.0.0.1:25", "Where mail goes out.")
    mail_from: str = _setting("FUYU_MAIL_FROM", "fuyu@localhost", "The address that mail comes from.")
    stall_seconds: float = _setting(
        "FUYU_STALL_SECONDS", 60.0, "After so many seconds without progress, or with an event parked, health turns red.", validate.Range(min=0.5)
    )
    max_body_bytes: int = _setting("FUYU_MAX_BODY_BYTES", 2 * 1024 * 1024, "The largest JSON body that is taken, in bytes.", _POSITIVE)
    max_file_bytes: int = _setting("FUYU_MAX_FILE_BYTES", 20 * 1024 * 1024, "The largest file that is taken, in bytes.", _POSITIVE)
    tick_seconds: float = _setting("FUYU_TICK_SECONDS", 1.0, "How often a worker looks for what is due, in seconds.", validate.Range(min=0.01))
    retention_days: int = _setting("FUYU_RETENTION_DAYS", 30, "How many days events that were sent are kept.", _POSITIVE)
    identity_paper_days: int = _setting(
        "FUYU_IDENTITY_PAPER_DAYS", 90, "How many days the identity papers of an application are kept after the day on which it ended.", _A_DECADE_OF_DAYS
    )
    log_level: str = _setting("FUYU_LOG_LEVEL", "info", "How much is logged.", validate.OneOf(["debug", "info", "warning", "error"]))

    @classmethod
    def from_environ(cls) -> Settings:
        """Return the settings of this process's environment; raise EnvError naming a variable whose value cannot be."""
        env = Env()
        readers: dict[str, Any] = {"str": env.str, "Path": env.path, "Path | None": env.path, "bool": env.bool, "float": env.float, "int": env.int}
        given = {each.name: readers[str(each.type)](each.metadata["variable"], each.default, validate=each.metadata["check"]) for each in fields(cls)}
        return cls(**given)

    def url_of(self, service: str) -> str:
        """Return the address of a service, for who calls it."""
        named = dict(pair.split("=", 1) for pair in self.service_urls.split() if "=" in pair)
        return named.get(service, f"{self.public_url}/{service}").rstrip("/")

    def database_of(self, service: str) -> str:
        """Return the name of a service's database."""
        return self.database_prefix + service.replace("-", "_")

    @property
    def is_in_memory(self) -> bool:
        """Claim that events stay within one process, so that what a killed one had in its hands is sent again at the next start."""
        return self.broker_url.startswith("memory:")
