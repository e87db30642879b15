"""Made-up personal data as people type it, and numbers that look like it but are none. Seeded: always the same."""

from __future__ import annotations

import random
from collections.abc import Callable

from stdnum import luhn
from stdnum.jp import cn, in_

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
NAMES = "taro.yamada hanako_sato k-tanaka john.smith+visa wei.zhang maria99 p.o'neil info founder2024 m_kim".split()
DOMAINS = "example.com example.co.jp mail.example.org startup-lab.example.io ne.example.jp ex-ample.tokyo".split()
AREAS = ["045", "03", "06", "052", "0466", "042", "011", "092", "046"]
JA = ["連絡先は{}です。", "{}までお願いします", "私の番号：{}", "（{}）", "補助金の件です。{}に返事をください。", "{}"]
EN = ["my number is {}.", "please contact {} about the visa", "{}", "(see {})", "It is {}, thank you", "ID: {}"]


def wide(text: str) -> str:
    return "".join("　" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(n))


def email(rng: random.Random) -> str:
    address = f"{rng.choice(NAMES)}@{rng.choice(DOMAINS)}"
    return rng.choice([address, address, wide(address), address.upper(), address.replace("@", "＠"),
                       address.replace("@", " [at] "), address.replace("@", "(at)")])  # fmt: skip


def japanese_phone(rng: random.Random) -> str:
    if rng.random() < 0.5:
        parts = [rng.choice(["090", "080", "070"]), rng.choice("123456789") + digits(rng, 3), digits(rng, 4)]
    else:
        area = rng.choice(AREAS)
        parts = [area, rng.choice("23456789") + digits(rng, 5 - len(area)), digits(rng, 4)]
    joined = rng.choice(["-", " ", "", "ー", "－", "‐", "−", "."]).join(parts)
    bracketed = f"{parts[0]}({parts[1]}){parts[2]}"
    number = rng.choice([joined, joined, joined, bracketed, f"({parts[0]}) {parts[1]}-{parts[2]}", "-".join(parts)])
    return rng.choice([number, number, wide(number), f"tel:{'-'.join(parts)}", f"TEL {number}"])


def foreign_phone(rng: random.Random) -> str:
    japan = f"+81 {rng.choice(['90', '80'])} {rng.choice('123456789')}{digits(rng, 3)} {digits(rng, 4)}"
    us = f"{rng.choice(['415', '212', '650'])}-{rng.randint(300, 899)}-{digits(rng, 4)}"
    numbers = [
        japan, japan.replace(" ", "-"), japan.replace(" ", ""), f"+1 {us}", f"+1 ({us[:3]}) {us[4:]}", f"({us[:3]}) {us[4:]}",
        f"+44 20 7{digits(rng, 3)} {digits(rng, 4)}", f"+86 138 {digits(rng, 4)} {digits(rng, 4)}",
        f"+82 10-{rng.randint(2000, 9999)}-{digits(rng, 4)}", f"+33 6 {' '.join(digits(rng, 2) for _ in range(4))}",
        f"+49 30 {rng.randint(200000, 899999)}0", f"+91 98{digits(rng, 3)} {digits(rng, 5)}",
        f"010-1-{us}", f"+84 91 {digits(rng, 3)} {digits(rng, 4)}",
    ]  # fmt: skip
    number = rng.choice(numbers)
    return rng.choice([number, number, wide(number)])


def my_number(rng: random.Random) -> str:
    body = rng.choice("123456789") + digits(rng, 10)
    number = body + in_.calc_check_digit(body)
    grouped = f"{number[:4]}{'{0}'}{number[4:8]}{'{0}'}{number[8:]}".format(rng.choice([" ", "-", "", "－", "　"]))
    return rng.choice([grouped, grouped, wide(number)])


def residence_card(rng: random.Random) -> str:
    letters = [rng.choice(LETTERS) for _ in range(4)]
    number = f"{letters[0]}{letters[1]}{digits(rng, 8)}{letters[2]}{letters[3]}"
    return rng.choice([number, number, number.lower(), wide(number), f"{number[:2]} {number[2:10]} {number[10:]}"])


def passport(rng: random.Random) -> str:
    a, b = rng.choice(LETTERS), rng.choice(LETTERS)
    plain = rng.choice([f"{a}{b}{digits(rng, 7)}", f"{a}{digits(rng, 8)}", f"{a}{digits(rng, 7)}"])
    named = rng.choice(
        [
            f"passport number {digits(rng, 9)}",
            f"パスポート番号は{digits(rng, 9)}",
            f"旅券番号 {a}{digits(rng, 2)}{b}{digits(rng, 5)}",
        ]
    )
    return rng.choice([plain, plain, wide(plain), named])


def card(rng: random.Random) -> str:
    prefix, length = rng.choice(
        [("4", 16), ("51", 16), ("55", 16), ("35", 16), ("37", 15), ("2221", 16), ("6011", 16), ("36", 14)]
    )
    body = prefix + digits(rng, length - len(prefix) - 1)
    number = body + luhn.calc_check_digit(body)
    grouped = rng.choice([" ", "-"]).join(number[i : i + 4] for i in range(0, length, 4))
    return rng.choice([number, grouped, grouped, wide(number)])


POSITIVE: dict[str, Callable[[random.Random], str]] = {
    "email": email, "phone": japanese_phone, "phone abroad": foreign_phone, "my_number": my_number,
    "residence_card": residence_card, "passport": passport, "card": card,
}  # fmt: skip


def corporate(rng: random.Random) -> str:
    body = digits(rng, 12)
    number = cn.calc_check_digit(body) + body
    return rng.choice(
        [
            f"法人番号{number}",
            number,
            f"法人番号は{wide(number)}",
            f"T{number}",
            f"{number[0]}-{number[1:5]}-{number[5:9]}-{number[9:]}",
        ]
    )


def amount(rng: random.Random) -> str:
    n = rng.randint(1, 10 ** rng.randint(2, 13))
    return rng.choice(
        [
            f"{n:,}円",
            f"{n}円",
            f"¥{n:,}",
            f"資本金{n}円",
            f"{n:,} yen",
            f"JPY {n}",
            f"{n % 1000}億{n % 10000}万円",
            wide(f"{n:,}円"),
            f"{n / 100:,.2f}",
        ]
    )


def date(rng: random.Random) -> str:
    y, m, d, h, mi = (
        rng.randint(1989, 2030),
        rng.randint(1, 12),
        rng.randint(1, 28),
        rng.randint(0, 23),
        rng.randint(0, 59),
    )
    return rng.choice([
        f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}/{m}/{d} {h:02}:{mi:02}", f"{y}{m:02}{d:02}", f"{m}/{d}/{y}", f"{d} March {y}",
        f"令和{y % 10}年{m}月", f"{y}.{m:02}.{d:02}", f"{y}-{m:02}-{d:02}T{h:02}:{mi:02}:00", f"{y}{m:02}{d:02}{h:02}{mi:02}",
        f"{y}年度", f"FY{y}", f"{y}-{y + 1}", f"from {y} to {y + 3}", wide(f"{y}/{m}/{d}"), f"{h}:{mi:02}〜{h + 1}:{mi:02}",
    ])  # fmt: skip


def place(rng: random.Random) -> str:
    post = f"{digits(rng, 3)}-{digits(rng, 4)}"
    return rng.choice(
        [
            f"〒{post}",
            post,
            wide(post),
            f"尾上町{rng.randint(1, 9)}-{rng.randint(1, 30)}-{rng.randint(1, 9)}",
            f"{rng.randint(1, 40)}階{rng.randint(100, 4000)}号室",
        ]
    )


def other(rng: random.Random) -> str:
    return rng.choice([
        f"yoxo-box/article-{rng.randint(1, 99)}", f"A-{digits(rng, 3)}", f"{rng.randint(1, 999)}社・団体", f"v{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}",
        f"ISO{rng.randint(9000, 27999)}", f"第{rng.randint(1, 300)}条", f"{rng.randint(1, 100)}%", f"{rng.randint(2, 500)} members, {rng.randint(2, 90)} projects",
        f"0104-01-{digits(rng, 6)}", f"特許第{rng.randint(1000000, 7999999)}号", f"RFC {rng.randint(100, 9999)}", f"https://www.example.org/p/{rng.randint(1000, 99999)}.html",
        f"{rng.randint(10, 99)}㎡", f"meet at {rng.randint(1, 12)} pm", f"GPT-{rng.randint(1, 9)}", f"Room {rng.randint(100, 999)}", f"{rng.randint(1, 50)}歳", f"ABC{digits(rng, 3)}",
    ])  # fmt: skip


NEGATIVE: dict[str, Callable[[random.Random], str]] = {
    "corporate": corporate, "amount": amount, "date": date, "place": place, "other": other
}  # fmt: skip


def positives(n: int, seed: int = 4) -> list[tuple[str, str, str]]:
    """Kind, the personal data, and the sentence it stands in."""
    rng = random.Random(seed)
    made = []
    for number in range(n):
        kind = list(POSITIVE)[number % len(POSITIVE)]
        value = POSITIVE[kind](rng)
        made.append((kind, value, rng.choice(JA + EN).format(value)))
    return made


def negatives(n: int, seed: int = 4) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    made = []
    for number in range(n):
        kind = list(NEGATIVE)[number % len(NEGATIVE)]
        made.append((kind, rng.choice(JA + EN).format(NEGATIVE[kind](rng))))
    return made
