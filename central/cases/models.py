"""The central's record of a submission. What a person wrote stays in the sealed envelope."""

from django.db import models

from central.intake.models import StoredEnvelope
from central.stations.models import Agency, Station


class Status(models.TextChoices):
    """Where a case stands, in the words of the back office."""

    RECEIVED = "received", "Reçue"
    READ = "read", "Lue"
    IN_PROGRESS = "in_progress", "En cours"
    PAPERS_MISSING = "papers_missing", "Il manque un papier"
    DONE = "done", "Terminée"


class Case(models.Model):
    """One submission. token_digest, code_digest: keyed digests; created_ms: station clock, corrected.

    recipient: the id of the key that it is sealed to, null for a case from before partners had keys.
    """

    envelope = models.OneToOneField(StoredEnvelope, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    service = models.CharField(max_length=64)
    recipient = models.BinaryField(max_length=8, db_index=True, null=True)
    created_ms = models.BigIntegerField()
    received_ms = models.BigIntegerField(db_index=True)
    read_ms = models.BigIntegerField(null=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.RECEIVED)
    token_digest = models.BinaryField(max_length=32, db_index=True, null=True)
    code_digest = models.BinaryField(max_length=32, db_index=True, null=True)


class StatusChange(models.Model):
    """What an agent decided and told the client; the words are hidden with the central's key.

    status: "" for a note, a word without a decision. station: the counter that sent it, null for the back
    office.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="changes")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT)
    at_ms = models.BigIntegerField()
    status = models.CharField(max_length=20, choices=Status.choices, blank=True)
    message = models.BinaryField()


class WaitingChange(models.Model):
    """A change that came before its case: read again from its envelope when the case arrives."""

    envelope = models.OneToOneField(StoredEnvelope, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    about = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["agency", "about"], name="waits_for_its_case")]


class PublishedStanding(models.Model):
    """Where a case stands, sealed under its token, as stations carry it; its key is its place in a list.

    sealed: b"" for what stations are to forget.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE)
    handle = models.BinaryField(max_length=16)
    sealed = models.BinaryField(max_length=64)
    expires_ms = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "id"], name="published_in_order"),
            models.Index(fields=["agency", "expires_ms"], name="published_until"),
        ]


class LoginLink(models.Model):
    """A one-time way into a back office, kept as a keyed digest: an agency's or (agency null) a partner's."""

    digest = models.BinaryField(max_length=32, unique=True)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.CASCADE)
    partner = models.CharField(max_length=40, default="")
    expires_ms = models.BigIntegerField()
    used = models.BooleanField(default=False)
