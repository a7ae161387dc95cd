"""Attachments that are here whole, still sealed; their bytes are files (central/attachments/keeping.py)."""

from django.db import models

from central.stations.models import Station


class StoredAttachment(models.Model):
    """One attachment of a station's request. size: of its sealed bytes."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    digest = models.BinaryField(max_length=32, db_index=True)
    size = models.PositiveBigIntegerField()
    received_ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "digest"], name="kept_once_a_station")]
