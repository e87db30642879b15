"""Addresses of the desk. `route` refuses a view that does not declare its permission."""

from web.desk.access import route
from web.desk.views import accounts, auditing, files, hours, inbox, notices, signing, talk, teams

app_name = "desk"
urlpatterns = [
    route("", signing.home, "home"),
    route("sign-in", signing.sign_in, "sign-in"),
    route("sign-out", signing.sign_out, "sign-out"),
    route("code", signing.code, "code"),
    route("code/setup", signing.code_setup, "code-setup"),
    route("own", signing.own, "own"),
    route("accounts", accounts.accounts, "accounts"),
    route("accounts/<int:member>", accounts.account, "account"),
    route("teams", teams.teams, "teams"),
    route("teams/<int:team>", teams.team, "team"),
    route("hours", hours.hours, "hours"),
    route("inbox", inbox.inbox, "inbox"),
    route("inbox/rows", inbox.rows, "rows"),
    route("news", inbox.news, "news"),
    route("available", inbox.available, "available"),
    route("handoffs/<int:handoff>", talk.talk, "talk"),
    route("handoffs/<int:handoff>/transcript", talk.transcript, "transcript"),
    route("handoffs/<int:handoff>/articles", talk.articles, "articles"),
    route("handoffs/<int:handoff>/suggested", talk.suggested, "suggested"),
    route("handoffs/<int:handoff>/do", talk.act, "act"),
    route("handoffs/<int:handoff>/typing", talk.typing, "typing"),
    route("notices", notices.notices, "notices"),
    route("notices/again", notices.again, "notices-again"),
    route("audit", auditing.audit_log, "audit"),
    route("files/<str:name>", files.file, "file"),
]
