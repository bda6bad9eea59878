"""Mail that the portal sends by itself: the link of an invitation, which must stand in no event and no log."""

from __future__ import annotations

from fuyu.mail import MailServer, connect, plain_mail
from fuyu.problems import Unavailable
from fuyu.settings import Settings
from portal.documents import Account

SECONDS = 20.0
SUBJECT = "孵育：请设置您的登录密码 / Fuyu: please set your password"
BODY = """{name}，您好：

已为您开通孵育系统账号。请在 7 天内打开下面的链接设置密码（只能使用一次）：

{link}

登录名：{login}
如非本人事务，请忽略本邮件。

An account was made for you. Please open the link above within 7 days to set your password; it works once.
"""


def mail_invitation(settings: Settings, account: Account, link: str) -> None:
    """Send the link of an invitation; raise Unavailable where the mail server does not take it."""
    body = BODY.format(name=account.name, link=link, login=account.login)
    mail = plain_mail(settings.mail_from, account.name, account.email or "", SUBJECT, body)
    try:
        with connect(MailServer.of(settings.smtp_url), SECONDS) as smtp:
            smtp.send_message(mail)
    except OSError as fault:
        raise Unavailable("邮件服务器没有接收邀请邮件。账号已建立；请在人员页面重新发送邀请。") from fault
