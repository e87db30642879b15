"""Addresses of the review, below those of the desk. `route` refuses a view that does not declare its permission."""

from web.desk.access import route
from web.review.views import files, transcripts

app_name = "review"
urlpatterns = [
    route("transcripts", transcripts.transcripts, "transcripts"),
    route("transcripts/filters", transcripts.filters, "filters"),
    route("transcripts/<str:conversation>", transcripts.transcript, "transcript"),
    route("transcripts/<str:conversation>/do", transcripts.mark, "mark"),
    route("review/files/<str:name>", files.file, "review-file"),
]
