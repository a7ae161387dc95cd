"""Where envelopes arrive."""

from django.urls import path

from central.intake.receive import receive_envelopes

urlpatterns = [path("envelopes", receive_envelopes)]
