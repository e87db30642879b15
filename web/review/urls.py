"""Addresses of the review, below those of the desk. `route` refuses a view that does not declare its permission."""

from web.desk.access import route
from web.review.views import corrections, exports, files, keeping, missing, queue, transcripts

app_name = "review"
urlpatterns = [
    route("transcripts", transcripts.transcripts, "transcripts"),
    route("transcripts/filters", transcripts.filters, "filters"),
    route("transcripts/files/<str:form>", exports.listed, "export"),
    route("transcripts/<str:conversation>/files/<str:form>", exports.single, "export-one"),
    route("transcripts/<str:conversation>", transcripts.transcript, "transcript"),
    route("transcripts/<str:conversation>/do", transcripts.mark, "mark"),
    route("transcripts/<str:conversation>/erase", keeping.erasing, "erase"),
    route("keeping", keeping.keeping, "keeping"),
    route("review", queue.listed, "queue"),
    route("review/clusters/<int:cluster>", queue.cluster, "cluster"),
    route("review/clusters/<int:cluster>/judge", queue.judge_cluster, "judge-cluster"),
    route("review/turns/<int:turn>/judge", queue.judge_turn, "judge-turn"),
    route("review/articles", queue.articles, "review-articles"),
    route("review/missing", missing.listed, "missing-articles"),
    route("review/missing/<int:missing_article>/write", missing.write, "write-missing"),
    route("review/corrections", corrections.corrections, "corrections"),
    route("review/corrections/<str:form>", corrections.download, "corrections-download"),
    route("review/files/<str:name>", files.file, "review-file"),
]
