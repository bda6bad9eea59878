"""Mail that the portal sends by itself: the link of an invitation, which must stand in no event and no log."""

from __future__ import annotations

from fuyu.mail import MailServer, connect, plain_mail
from fuyu.problems import Unavailable
from fuyu.settings import Settings
from portal.documents import Account

SECONDS = 20.0
SUBJECT = "孵育：请设置您的登录密码 / Fuyu: please set your password"
BODY = """{name}，您好：

请在 7 天内打开下面的链接，为您的孵育系统账号设置密码（只能使用一次，以前的链接不再有效）：

{link}

登录名：{login}
如非本人事务，请忽略本邮件。

Please open the link above within 7 days to set the password of your account; it works once, and older links no more.
"""


def mail_invitation(settings: Settings, account: Account, link: str) -> None:
    """Send the link of an invitation; raise Unavailable where the mail server does not take it."""
    body = BODY.format(name=account.name, link=link, login=account.login)
    mail = plain_mail(settings.mail_from, account.name, account.email or "", SUBJECT, body)
    try:
        with connect(MailServer.of(settings.smtp_url), SECONDS) as smtp:
            smtp.send_message(mail)
    except OSError as fault:
        raise Unavailable("The mail server did not take the invitation. The account stands; send the invitation again from the page of people.") from fault
