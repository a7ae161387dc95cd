"""Where stations enrol, and learn what changed."""

from django.urls import path

from central.stations.agency_key import exchange_shares, register_recipient
from central.stations.changes import tell_changes
from central.stations.enrolment import enrol

urlpatterns = [
    path("enrol", enrol),
    path("changes", tell_changes),
    path("recipient", register_recipient),
    path("shares", exchange_shares),
]
