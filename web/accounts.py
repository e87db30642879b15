"""Accounts of the desk from the command line: `python -m web.accounts create|demo|check`."""

from __future__ import annotations

import argparse
import getpass
import sys

from web.environment import started

_CREATED = """
職員用の画面（デスク）を試すためのアカウントを作りました。パスワードが表示されるのは今回だけです。
Accounts to try the staff desk with were made. Their passwords are shown this once.

{rows}

実際のアカウントの作り方 / To make real accounts:  make staff
"""
_REFUSED = "Demonstration accounts must not exist in production; disable demo mode and start with a new data folder."


def create(username: str, role: str, display_name: str) -> int:
    """Makes a real account; the password is asked for, or made up when nobody is there to type."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from web.desk.models import StaffMember
    from web.desk.views.accounts import new_password

    if StaffMember.objects.filter(username=username).exists():
        print(f"There is an account {username} already. / {username} はすでにあります。", file=sys.stderr)
        return 1
    password = getpass.getpass("Password (empty: one is made) / パスワード: ") if sys.stdin.isatty() else ""
    if password:
        try:
            validate_password(password)
        except ValidationError as problem:
            print("\n".join(problem.messages), file=sys.stderr)
            return 1
    else:
        password = new_password()
        print(f"{username}  {password}")
    StaffMember.objects.create_staff(username, password, role, display_name=display_name or username)
    return 0


def demo() -> int:
    """Makes one account a role, where demo mode is on and nobody has an account yet; prints them once."""
    from django.conf import settings

    from web.desk.models import StaffMember
    from web.desk.roles import Role
    from web.desk.views.accounts import new_password

    if not settings.DESK.demo_accounts or StaffMember.objects.exists():
        return 0
    rows = []
    for role in Role:
        password = new_password()
        StaffMember.objects.create_staff(
            f"demo-{role.value}", password, role, display_name=f"Demo {role.value}", is_demo=True, available=True
        )
        rows.append(f"  demo-{role.value:14} {password}")
    print(_CREATED.format(rows="\n".join(rows)), flush=True)
    return 0


def check() -> int:
    """Refuses a production start with demonstration accounts."""
    from django.conf import settings

    from web.desk.models import StaffMember

    if settings.ENVIRONMENT.production and StaffMember.objects.filter(is_demo=True).exists():
        print(_REFUSED, file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    if not started():
        return 2
    from web.desk.roles import Role

    parser = argparse.ArgumentParser(prog="python -m web.accounts")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("create", help="make an account")
    new.add_argument("username")
    new.add_argument("--role", choices=Role.values, default=Role.AGENT.value)
    new.add_argument("--display-name", default="", help="what visitors see")
    commands.add_parser("demo", help="make accounts to try the desk with")
    commands.add_parser("check", help="refuse what production does not allow")
    given = parser.parse_args(arguments)
    if given.command == "create":
        return create(given.username, given.role, given.display_name)
    return demo() if given.command == "demo" else check()


if __name__ == "__main__":
    sys.exit(main())
