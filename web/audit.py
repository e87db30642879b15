"""Checks that nobody changed the audit log: `python -m web.audit`. Exit 1 with each fault; prints the head."""

from __future__ import annotations

import os
import sys

import django


def main() -> int:
    """Command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    django.setup()
    from django.conf import settings

    from web.desk.audit import broken, head
    from web.desk.chain import heads

    faults = list(broken(heads(settings.ENVIRONMENT.data_dir)))
    for number, fault in faults:
        print(f"{number}: {fault}", file=sys.stderr)
    number, digest = head()
    print(f"{number} entries, head {digest or '-'}: {'broken' if faults else 'unbroken'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
