"""Sending a notice as e-mail over SMTP, with Django's mail classes."""

from __future__ import annotations

import datetime
import smtplib
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from web.notices.errors import Undeliverable
from web.notices.models import OutboxItem

TIMEOUT_S = 15  # of every answer of the server; some eight of them make one mail
FOR_GOOD = range(500, 600)  # of SMTP (RFC 5321): the same again would be refused again


def send(item: OutboxItem, content: dict[str, Any]) -> None:
    """Hands a notice to the mail server.

    Args:
        item: whose key makes the Message-ID, the same at every attempt, by which receivers drop doubles.
        content: `to`, `subject` and `text`.

    Raises:
        Undeliverable: when the server cannot be reached or does not take it.
    """
    server = settings.NOTICES.mail
    if server is None:
        raise Undeliverable("off")
    headers = {
        "Message-ID": f"<{item.key}@{server.sender.rpartition('@')[2]}>",
        "Date": format_datetime(item.at.astimezone(datetime.timezone.utc)),
        "Auto-Submitted": "auto-generated",  # RFC 3834: absence notes must not answer it
    }
    connection = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security == "starttls",
        use_ssl=server.security == "tls",
        timeout=TIMEOUT_S,
    )
    mail = EmailMessage(
        content["subject"], content["text"], server.sender, [content["to"]], headers=headers, connection=connection
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise Undeliverable(f"smtp_{codes[0]}", for_good=all(code in FOR_GOOD for code in codes)) from None
    except smtplib.SMTPAuthenticationError as refused:
        raise Undeliverable(f"smtp_{refused.smtp_code}") from None  # until somebody corrects the password
    except smtplib.SMTPResponseException as refused:
        raise Undeliverable(f"smtp_{refused.smtp_code}", for_good=refused.smtp_code in FOR_GOOD) from None
    except ValueError:  # a line end in a header, a domain that cannot be encoded: it will not get better
        raise Undeliverable("malformed", for_good=True) from None
    except TimeoutError:
        raise Undeliverable("timeout") from None
    except (OSError, smtplib.SMTPException):
        raise Undeliverable("unreachable") from None
