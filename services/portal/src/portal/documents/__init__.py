"""What the portal keeps: accounts, web sessions, invitations, and tries to sign in. The only place that knows mongoengine."""

from portal.documents.account import Account
from portal.documents.attempt import Attempt
from portal.documents.invitation import Invitation
from portal.documents.web_session import WebSession

ALL = (Account, WebSession, Invitation, Attempt)

__all__ = ["ALL", "Account", "Attempt", "Invitation", "WebSession"]
