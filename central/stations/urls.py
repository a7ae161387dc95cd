"""Where stations enrol."""

from django.urls import path

from central.stations.enrolment import enrol

urlpatterns = [path("enrol", enrol)]
