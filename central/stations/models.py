"""Agencies, their stations, and the one-time codes that enrol them."""

from django.db import models


class Agency(models.Model):
    """A site with one or more stations; its number names it in every envelope.

    recipient: the key of its own services that one of its counters made, null while the key is hosted here.
    endorsement: that counter's signed statement about the key.
    """

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30)
    hours = models.CharField(max_length=200)
    publisher = models.BinaryField(max_length=32)
    recipient = models.BinaryField(max_length=32, null=True)
    endorsement = models.BinaryField(max_length=512, null=True)


class Station(models.Model):
    """One enrolled machine; its primary key is its number, its signing key is its identity.

    told_ms, held, late: when it last said how it stands, how many envelopes a person must look at there, and
    how many nobody received in the time that their service allows.
    Of a counter: has_key, it said that it holds the agency's key; share, that key sealed to it by another
    counter; asked, how often it took the share and still came back for it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="stations")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    signing = models.BinaryField(max_length=32)
    sealing = models.BinaryField(max_length=32)
    enrolled_ms = models.BigIntegerField()
    revoked = models.BooleanField(default=False)
    has_key = models.BooleanField(default=False)
    share = models.BinaryField(max_length=256, null=True)
    asked = models.PositiveIntegerField(default=0)
    told_ms = models.BigIntegerField(null=True)
    held = models.PositiveBigIntegerField(default=0)
    late = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signing"], name="one_station_a_key")]


class Resend(models.Model):
    """The newest command to a station to send again what it still keeps.

    missing: how many envelopes that this central had accepted it does not have; 0 once they are back, or for
    a command that an operator gave.
    """

    station = models.OneToOneField(Station, on_delete=models.CASCADE)
    issued_ms = models.BigIntegerField()
    missing = models.PositiveBigIntegerField(default=0)


class EnrolmentCode(models.Model):
    """A one-time code, kept as a keyed digest."""

    digest = models.BinaryField(max_length=32, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    expires_ms = models.BigIntegerField()
    used_by = models.OneToOneField(Station, null=True, on_delete=models.PROTECT)


class EnrolmentTry(models.Model):
    """A code that was refused: too many in a while and enrolment rests."""

    at_ms = models.BigIntegerField(db_index=True)


class Nonce(models.Model):
    """A nonce of a verified request, kept as long as its request would pass for fresh."""

    station = models.PositiveBigIntegerField()
    nonce = models.CharField(max_length=64)
    at_ms = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station", "nonce"], name="a_nonce_serves_once")]
