"""Addresses of the pages for people."""

from django.urls import path, re_path

from central.pages import cases, connectors, courier, errors, followup, login, sheet

urlpatterns = [
    path("s/<str:name>", followup.followup),
    path("r", courier.courier),
    path("agence/", cases.cases, name="cases"),
    path("agence/entrer/<str:text>", login.enter, name="enter"),
    path("agence/sortir", login.leave, name="leave"),
    path("agence/liens", connectors.connectors, name="connectors"),
    path("agence/cases/<str:name>.json", cases.case_json),
    path("agence/cases/<str:name>.pdf", sheet.case_sheet, name="case_sheet"),
    path("agence/cases/<str:name>", cases.case, name="case"),
    # Everything else gets the page that a malformed follow-up address gets.
    re_path("", errors.not_found),
]
