"""Where attachments arrive."""

from django.urls import path

from central.attachments.receive import receive_attachment

urlpatterns = [path("attachments/<str:name>", receive_attachment)]
