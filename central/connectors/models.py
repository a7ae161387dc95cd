"""Where an agency's cases go, and what became of each of them on the way."""

from django.db import models

from central.cases.models import Case
from central.stations.models import Agency


class Connector(models.Model):
    """A case system, or a mailbox, that gets the cases of an agency, or (agency null) of a partner.

    partner: its name in packs, "" for an agency's. kind: a word of KINDS. services: ids, all of them when
    empty. secret: password or key, hidden with the central's key. after: the last case that was looked at; of
    a partner, the last one that is not for this connector. problem: why everything rests until
    rest_until_ms, a Trouble, "" when it works. failures: how often in a row.
    """

    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="connectors")
    partner = models.CharField(max_length=40, default="")
    kind = models.CharField(max_length=20)
    services = models.JSONField(default=list)
    url = models.CharField(max_length=500)
    settings = models.JSONField(default=dict)
    secret = models.BinaryField()
    active = models.BooleanField(default=True)
    after = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    rest_until_ms = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=20, default="")


class State(models.TextChoices):
    """Where a delivery stands. dead: refused for good; only a person makes it wait again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Delivery(models.Model):
    """One case on its way to one connector.

    frozen: what is sent, hidden with the central's key; it is made once, before the first attempt, and erased
    once it is delivered. digest: keyed digest of the bytes for this very delivery, null until they are
    made; it stays. problem: a Trouble; detail: a form's name, an HTTP status, never an answer.
    """

    connector = models.ForeignKey(Connector, on_delete=models.PROTECT, related_name="deliveries")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deliveries")
    frozen = models.BinaryField(default=b"")
    digest = models.BinaryField(max_length=32, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_ms = models.BigIntegerField(default=0)
    delivered_ms = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=20, default="")
    detail = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connector", "case"], name="a_case_goes_once")]
        indexes = [models.Index(fields=["connector", "state", "next_ms"], name="what_is_due")]
