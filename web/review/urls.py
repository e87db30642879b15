"""Addresses of the review, below those of the desk. `route` refuses a view that does not declare its permission."""

from web.desk.access import route
from web.review.views import files, queue, transcripts

app_name = "review"
urlpatterns = [
    route("transcripts", transcripts.transcripts, "transcripts"),
    route("transcripts/filters", transcripts.filters, "filters"),
    route("transcripts/<str:conversation>", transcripts.transcript, "transcript"),
    route("transcripts/<str:conversation>/do", transcripts.mark, "mark"),
    route("review", queue.listed, "queue"),
    route("review/clusters/<int:cluster>", queue.cluster, "cluster"),
    route("review/clusters/<int:cluster>/judge", queue.judge_cluster, "judge-cluster"),
    route("review/turns/<int:turn>/judge", queue.judge_turn, "judge-turn"),
    route("review/articles", queue.articles, "review-articles"),
    route("review/drafts", queue.drafts, "drafts"),
    route("review/files/<str:name>", files.file, "review-file"),
]
