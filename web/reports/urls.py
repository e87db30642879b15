"""Addresses of the reports."""

from web.desk.access import route
from web.reports import views

app_name = "reports"
urlpatterns = [
    route("", views.report, "report"),
    route("open-data.csv", views.open_data, "open-data"),
    route("<slug:name>.csv", views.table, "table"),
]
