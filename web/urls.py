"""Addresses of the whole project."""

from django.urls import include, path

urlpatterns = [
    path("chat/", include("web.chat.urls")),
    path("chat/", include("web.contacts.urls")),
    path("desk/articles/", include("web.articles.urls")),
    path("desk/reports/", include("web.reports.urls")),
    path("desk/models/", include("web.training.urls")),
    path("desk/trials/", include("web.trials.urls")),
    path("desk/", include("web.desk.urls")),
    path("desk/", include("web.review.urls")),
    path("", include("web.demo.urls")),
]
handler400 = "web.chat.views.bad_request"
handler403 = "web.chat.views.bad_request"
handler404 = "web.faults.not_found"
handler500 = "web.faults.internal"
