"""Addresses of the models in the desk."""

from web.desk.access import route
from web.training import views

app_name = "training"
urlpatterns = [
    route("", views.models, "models"),
    route("now", views.now, "now"),
    route("train", views.train, "train"),
    route("cancel", views.cancel, "cancel"),
    route("back", views.back, "back"),
    route("of/<str:name>", views.model, "model"),
    route("of/<str:name>/tried", views.tried, "tried"),
    route("of/<str:name>/trial", views.trial, "trial"),
    route("of/<str:name>/use", views.use, "use"),
]
