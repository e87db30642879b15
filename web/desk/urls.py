"""Addresses of the desk. `route` refuses a view that does not declare its permission."""

from web.desk.access import route
from web.desk.views import accounts, files, signing

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
    route("audit", accounts.audit_log, "audit"),
    route("files/<str:name>", files.file, "file"),
]
