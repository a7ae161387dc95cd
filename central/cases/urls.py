"""Where counters find cases."""

from django.urls import path

from central.cases.telling import tell_cases

urlpatterns = [path("cases", tell_cases)]
