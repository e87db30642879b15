"""Ends the trial that waits, in a web process's database: `python -m tests.browser.tried right=-1 worse=2`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    import django

    django.setup()
    from tests.web.trials.conftest import tried

    tried(**{name: int(number) for name, number in (one.split("=") for one in sys.argv[1:])})


if __name__ == "__main__":
    main()
