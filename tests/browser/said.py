"""What the contract server says, and the page of a site that embeds the chat. All of it is fictitious."""

from __future__ import annotations

from typing import Any

GREETING = {
    "ja": "こんにちは。横浜市のスタートアップ支援についてお答えします。知りたいことを、ふだんの言葉でお書きください。",
    "en": "Hello. I answer questions about startup support in Yokohama. Please ask in your own words.",
}
CONTINUED = {
    "ja": "会話が長くなったため、新しい会話に切り替えました。このまま続けてお尋ねいただけます。",
    "en": "The conversation had become long, so it goes on in a new one. You can simply keep asking.",
}
LATE = {"ja": "お答えに時間がかかっています。", "en": "The answer is taking longer than usual."}
TOPICS: dict[str, list[dict[str, Any]]] = {
    "ja": [
        {"id": f"t{number}", "title": title, "kind": "topics"}
        for number, title in enumerate(["YOXO BOX", "スタートアップビザ", "助成金・補助金", "融資", "会社の設立"])
    ],
    "en": [
        {"id": f"t{number}", "title": title, "kind": "topics"}
        for number, title in enumerate(["YOXO BOX", "Startup visa", "Grants", "Loans", "Setting up a company"])
    ],
}
CLOSE = {
    "ja": {
        "text": "お尋ねの内容は、次のどれに近いでしょうか。",
        "outcome": "close",
        "buttons": [
            {"id": "b1", "title": "スタートアップビザの申請方法", "kind": "article"},
            {"id": "b2", "title": "スタートアップビザの対象となる事業", "kind": "article"},
            {"id": "b3", "title": "どれでもない", "kind": "none"},
            {"id": "b4", "title": "職員に尋ねる", "kind": "person"},
            {"id": "b5", "title": "English", "kind": "language", "lang": "en"},
        ],
    },
    "en": {
        "text": "Which of these is closest to your question?",
        "outcome": "close",
        "buttons": [
            {"id": "b1", "title": "How to apply for the startup visa", "kind": "article"},
            {"id": "b2", "title": "Businesses the startup visa is for", "kind": "article"},
            {"id": "b3", "title": "None of these", "kind": "none"},
            {"id": "b4", "title": "Ask our staff", "kind": "person"},
            {"id": "b5", "title": "日本語", "kind": "language", "lang": "ja"},
        ],
    },
}
ANSWER = {
    "ja": {
        "article": "startup-visa/period",
        "title": "スタートアップビザの期間",
        "text": "起業の準備活動のための在留資格「特定活動」で、最長2年間滞在できます。\n6か月ごとに、市が活動の進み具合を確認します。",
        "sources": [
            {
                "title": "例示市「外国人起業活動促進事業」",
                "url": "https://example.org/visa/ja",
                "date": "2025年4月1日",
                "where": "制度の概要",
            },
            {"title": "出入国在留管理庁の告示", "url": None, "date": "2024年12月", "where": None},
        ],
        "as_of": "情報の時点：2025年4月1日",
        "notes": [
            "最新の内容は、例示市 経済局 産業連携推進課（電話 045-000-0000）にご確認ください。",
            "この情報は古くなっている可能性があります（確認の期限：2026年3月31日）。",
        ],
    },
    "en": {
        "article": "startup-visa/period",
        "title": "How long the startup visa lasts",
        "text": "You can stay for up to two years to prepare your business, with the status “Designated Activities”.\n"
        "The city checks your progress every six months.",
        "sources": [
            {
                "title": "Example City, Promotion of Start-up Activities by Foreign Nationals",
                "url": "https://example.org/visa/en",
                "date": "1 April 2025",
                "where": "Outline of the programme",
            },
            {
                "title": "Notice of the Immigration Services Agency",
                "url": None,
                "date": "December 2024",
                "where": None,
            },
        ],
        "as_of": "As of: 1 April 2025",
        "notes": [
            "Please confirm with the Example City Economic Affairs Bureau (tel. 045-000-0000).",
            "This information may be out of date (it was due for review by 31 March 2026).",
        ],
    },
}
UNSURE = {
    "ja": "申し訳ありませんが、確かな答えが見つかりませんでした。言い方を変えてお尋ねいただくか、職員にお尋ねください。",
    "en": "I am sorry, I did not find an answer I am sure of. Please ask in other words, or ask our staff.",
}
ERRORS = {
    "too_many": (
        "ただいま混み合っています。少し待ってからお送りください。",
        "We are busy at the moment. Please wait a little.",
    ),
    "unavailable": ("ただいまご利用いただけません。", "The chat is not available at the moment."),
    "too_long": (
        "文章が長すぎます。2000文字以内でお書きください。",
        "Your message is too long. Please use at most 2,000 characters.",
    ),
    "not_allowed_origin": ("このサイトではチャットをご利用いただけません。", "The chat cannot be used on this site."),
}
SITE_CSS = "body{margin:0;font:16px/1.8 sans-serif}main{max-width:60rem;margin:auto;padding:1rem}header{padding:1rem;background:#eee}"


def message(seq: int, author: str, text: str, language: str, at: str, **more: Any) -> dict[str, Any]:
    empty = {"turn": None, "name": None, "lead": None, "after": None, "answers": [], "buttons": [], "outcome": None}
    return {"seq": seq, "author": author, "text": text, "language": language, "at": at, **empty, **more}


def reply(text: str, language: str) -> list[dict[str, Any]]:
    """What the assistant says to a text: an answer, choices, or that it does not know."""
    if "期間" in text or "how long" in text.lower():
        return [{"text": ANSWER[language]["text"], "answers": [ANSWER[language]], "outcome": "sure"}]
    if "ビザ" in text or "visa" in text.lower():
        return [dict(CLOSE[language])]
    return [{"text": UNSURE[language], "outcome": "unsure"}]


def error(code: str) -> dict[str, Any]:
    ja, en = ERRORS.get(code, (f"エラーです（{code}）。", f"An error ({code})."))
    return {"error": {"code": code, "ja": ja, "en": en}}


def page(path: str, chat_url: str, attributes: str) -> str:
    """A plain page of a city: `/ja/`, `/en/`, and a second one below each."""
    lang = "en" if path.startswith("/en/") else "ja"
    title, body, link = {
        "ja": ("例示市 創業支援", "創業を考えている方のための相談窓口のご案内です。", "窓口と受付時間"),
        "en": ("Example City, Business Support", "Where to get advice on starting a business.", "Offices and hours"),
    }[lang]
    return f"""<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/site.css"><link rel="icon" href="data:,">
<script src="{chat_url}/chat/widget.js" async {attributes}></script></head>
<body><header><h1>{title}</h1></header><main><p>{body}</p><p><a id="next" href="/{lang}/page2/">{link}</a></p>
<p><a id="ask" href="#yokohama-startup-chat">?</a></p>
<p><label>1 <input id="own"></label></p></main></body></html>"""
