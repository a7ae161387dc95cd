"""Envelopes as they arrived: never changed, never counted twice."""

from django.db import models


class StoredEnvelope(models.Model):
    """A verified envelope, still sealed. The first bytes under (agency, station, id) keep that name.

    rejected: the code of the signed verdict, repeated for ever; "" when accepted. filed: what it is was read
    (central/cases/filing.py), a submission has its case.
    """

    agency = models.PositiveBigIntegerField()
    station = models.PositiveBigIntegerField()
    envelope_id = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    sequence = models.PositiveBigIntegerField()
    raw = models.BinaryField()
    received_ms = models.BigIntegerField()
    rejected = models.CharField(max_length=64, default="")
    filed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "station", "envelope_id"], name="counted_once")
        ]
        # A change names its case by agency and id alone.
        indexes = [
            models.Index(fields=["agency", "envelope_id"], name="envelope_of_an_agency"),
            models.Index(fields=["id"], name="not_yet_filed", condition=models.Q(filed=False)),
        ]


class QuarantinedEnvelope(models.Model):
    """Other bytes under a taken name: kept for a person to look at, nothing overwritten."""

    agency = models.PositiveBigIntegerField()
    station = models.PositiveBigIntegerField()
    envelope_id = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32, unique=True)
    raw = models.BinaryField()
    received_ms = models.BigIntegerField()
