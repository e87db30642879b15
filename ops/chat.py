"""Talks to the running assistant in the terminal: `make chat`."""

from __future__ import annotations

import sys
import uuid

import requests

from ops.launcher import WEBHOOK

_HINT = """（日本語か英語でどうぞ。番号でボタンを選べます。終了は Ctrl-D）
(Ask in Japanese or English. A number chooses a button. Ctrl-D ends.)"""
_DOWN = """応答がありません。「make run」を実行しているか、お確かめください。
There is no answer. Is "make run" running?"""


def main() -> int:
    """Command line."""
    sender = uuid.uuid4().hex
    buttons: list[dict[str, str]] = []
    print(_HINT)
    while True:
        try:
            typed = input("\n> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        if not typed:
            continue
        chosen = typed.isdigit() and 0 < int(typed) <= len(buttons)
        message = buttons[int(typed) - 1]["payload"] if chosen else typed
        try:
            replies = requests.post(WEBHOOK, json={"sender": sender, "message": message}, timeout=15).json()
        except requests.RequestException:
            print(_DOWN)
            return 1
        buttons = []
        for reply in replies:
            if "text" in reply:
                print(f"\n{reply['text']}")
            for button in reply.get("buttons", []):
                buttons.append(button)
                print(f"  [{len(buttons)}] {button['title']}")


if __name__ == "__main__":
    sys.exit(main())
