"""Addresses of the central."""

from django.urls import include, path

handler500 = "central.pages.errors.broken"
urlpatterns = [
    path("d/v1/", include("central.stations.urls")),
    path("d/v1/", include("central.intake.urls")),
    path("d/v1/", include("central.attachments.urls")),
    path("d/v1/", include("central.cases.urls")),
    path("", include("central.pages.urls")),
]
