"""What the portal keeps: accounts, web sessions, invitations, tries to sign in, and stacks that are acted on. The only place that knows mongoengine."""

from portal.documents.account import Account
from portal.documents.attempt import Attempt
from portal.documents.invitation import Invitation
from portal.documents.stack import Stack
from portal.documents.web_session import WebSession

ALL = (Account, WebSession, Invitation, Attempt, Stack)

__all__ = ["ALL", "Account", "Attempt", "Invitation", "Stack", "WebSession"]
