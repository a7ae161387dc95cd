"""For agencies without a case system: an e-mail that says nothing but how many requests came.

The request itself is printed from the back office (sheet.py); it never travels by e-mail.
"""

import smtplib
import ssl
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from central.connectors.connector import Carries, Delivered, Later, Outcome, Parcel, Target, Trouble
from central.connectors.web import is_loopback

TIMEOUT_S = 20
PORTS = {"smtps": 465, "smtp": 587}


class Paper:
    """A notice by e-mail; requests that arrive together share one."""

    carries = Carries.NOTICE
    files = False
    most = 500

    def send(self, parcels: Sequence[Parcel], target: Target) -> Outcome:
        """Hand the notice to the mail server."""
        try:
            with _connection(target) as connection:
                _notice(parcels, target, connection).send()
        except smtplib.SMTPAuthenticationError:
            return Later(Trouble.LOGIN, everyone=True)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as fault:
            return Later(*_refusal(fault), everyone=True)
        except (smtplib.SMTPException, OSError) as fault:
            untrusted = isinstance(fault, ssl.SSLError)
            return Later(Trouble.UNTRUSTED if untrusted else Trouble.UNREACHABLE, everyone=True)
        return Delivered()


def _connection(target: Target) -> EmailBackend:
    parts = urlsplit(target.url)
    host = parts.hostname or ""
    return EmailBackend(
        host=host,
        port=parts.port or PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=target.secret,
        use_ssl=parts.scheme == "smtps",
        use_tls=parts.scheme == "smtp" and not is_loopback(host),
        timeout=TIMEOUT_S,
        fail_silently=False,
    )


def _notice(parcels: Sequence[Parcel], target: Target, connection: EmailBackend) -> EmailMessage:
    count = len(parcels)
    subject = ngettext("Une demande est arrivée", "%(count)d demandes sont arrivées", count)
    text = _(
        "%(subject)s.\n\n"
        "Pour lire et imprimer\u00a0:\n%(address)s\n\n"
        "Ce message ne dit rien de la personne. Ne répondez pas\u00a0: personne ne le lit.\n"
    )
    subject %= {"count": count}
    # The same parcels make the same name: a mailbox that gets a notice twice can tell.
    name = settings.KEYS.digest("notice", b"".join(sorted(parcel.case for parcel in parcels))).hex()
    sender = target.settings["from"]
    domain = sender.rpartition("@")[2]
    return EmailMessage(
        subject,
        text % {"subject": subject, "address": settings.URL + reverse("cases")},
        sender,
        [target.settings["to"]],
        headers={"Message-ID": f"<{name[:32]}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _refusal(fault: smtplib.SMTPException) -> tuple[Trouble, str]:
    codes = [fault.smtp_code] if isinstance(fault, smtplib.SMTPResponseException) else []
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in fault.recipients.values()]
    final = any(code >= 500 for code in codes)
    return Trouble.MAIL_REFUSED if final else Trouble.BUSY, ", ".join(map(str, codes))
