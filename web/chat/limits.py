"""Limits of the chat, in one place, each with its reason. The texts that go with them are in the catalogue."""

from __future__ import annotations

MESSAGE_CHARS = 2_000  # as many as the assistant reads (bot/limits.py); a long letter has about 1,000
COMMENT_CHARS = 500  # a reason, not a letter
BODY_BYTES = (
    32 * 1024
)  # 2,000 characters, each written as \uXXXX twice, and some room; 12 MB would block Rasa for minutes

TURNS_PER_MINUTE = 30  # of one conversation: a person who only presses buttons reaches one every two seconds
ADDRESS_REQUESTS_PER_MINUTE = (
    3_000  # an event hall or an office behind one address: 100 people, each polling and asking
)
ADDRESS_TURNS_PER_MINUTE = 600  # 100 people behind one address, each one question every ten seconds
ADDRESS_CONVERSATIONS_PER_HOUR = 300  # the same 100 people, each starting anew three times
ADDRESS_CONTACTS_PER_HOUR = 60  # the same 100 people, more than half of whom leave an address; each may cause e-mails
ALERTS_PER_HOUR = (
    60  # handoffs of which staff are told, of each kind of notice: who floods the desk must not flood mailboxes
)
TURNS_PER_CONVERSATION = 200  # a turn slows from 18 ms to 0.5 s by the 400th of one Rasa conversation
WAITING_PER_CONVERSATION = 30  # unanswered turns of one conversation: no more than a minute may bring
WAITING_TURNS = 250  # of one web process: what Rasa answers within the deadline; beyond it, say so at once
STREAMS_PER_CONVERSATION = 10  # tabs of one browser
STREAMS = 5_000  # of one web process: about 60 KB each
ADDRESSES_KEPT = 50_000  # counters in memory, some 10 MB; the oldest go first

DEADLINE_S = 9.5  # from storing a turn to its answer or apology, so that either is there within 10 s
FIRST_TRY_S = 3.0  # a turn that waited behind others still gets so long with Rasa
RASA_AT_ONCE = 16  # Rasa answers one message at a time; more in flight only wait there instead of here

LEASE_S = 6.0  # a web process that died is noticed after so long ...
RENEW_LEASES_S = 2.0  # ... and one that lives says so three times as often
SWEEP_S = 1.0  # how often turns that nobody works on are looked for
YOUNG_S = 120.0  # an unanswered turn younger than this is answered after a restart, an older one apologised for

HEARTBEAT_S = 15.0  # proxies cut streams that are silent for 30 to 60 s
POLL_S = 0.08  # how often a web process looks for what others stored, so that a push takes under 100 ms at the median
RETRY_MS = 1_000  # how soon a browser opens a broken stream again

DEFAULT_RETRY_AFTER_S = 5  # where a limit does not tell when it ends
