"""The places elsewhere in Japan that a text names: who asks about Osaka is not answered about Yokohama."""

from __future__ import annotations

import re

from language.text import folded

# Prefectures, cities designated by ordinance and wards of Tokyo known for startups, in kanji, kana and Latin letters.
# Yokohama and Kanagawa are home. Longer names stand before those they hold (東京都 is not 京都).
_NAMES = """
東京都 とうきょう 東京 tokyo
京都 きょうと kyoto
大阪 おおさか osaka
神戸 こうべ kobe
兵庫 ひょうご hyogo
名古屋 なごや nagoya
愛知 あいち aichi
北九州 きたきゅうしゅう kitakyushu
福岡 ふくおか fukuoka
札幌 さっぽろ sapporo
北海道 ほっかいどう hokkaido
仙台 せんだい sendai
宮城 みやぎ miyagi
さいたま 埼玉 saitama
千葉 ちば chiba
川崎 かわさき kawasaki
相模原 さがみはら sagamihara
新潟 にいがた niigata
静岡 しずおか shizuoka
浜松 はままつ hamamatsu
堺市 さかいし sakai
岡山 おかやま okayama
広島 ひろしま hiroshima
熊本 くまもと kumamoto
青森 あおもり aomori
岩手 いわて iwate
秋田 あきた akita
山形 やまがた yamagata
福島 ふくしま fukushima
茨城 いばらき ibaraki
つくば tsukuba
栃木 とちぎ tochigi
群馬 ぐんま gunma
富山 とやま toyama
石川県 いしかわけん ishikawa
金沢市 kanazawa
福井 ふくい fukui
山梨 やまなし yamanashi
長野 ながの nagano
岐阜 ぎふ gifu
三重県 みえけん mie-ken
滋賀 しが県 shiga
奈良 なら県 nara
和歌山 わかやま wakayama
鳥取 とっとり tottori
島根 しまね shimane
山口県 やまぐちけん yamaguchi
徳島 とくしま tokushima
香川 かがわ kagawa
愛媛 えひめ ehime
高知 こうち県 kochi
佐賀 さが県 saga-ken
長崎 ながさき nagasaki
大分県 おおいた oita
宮崎 みやざき miyazaki
鹿児島 かごしま kagoshima
沖縄 おきなわ okinawa
鎌倉 かまくら kamakura
藤沢 ふじさわ fujisawa
横須賀 よこすか yokosuka
渋谷 しぶや shibuya
新宿 しんじゅく shinjuku
品川 しながわ shinagawa
世田谷 せたがや setagaya
千代田区 ちよだく chiyoda
"""
_PLACE = {name: line.split()[-1] for line in _NAMES.split("\n") for name in line.split()}
_LATIN = {name for name in _PLACE if name.isascii()}
_FOUND = re.compile(
    "|".join([*(name for name in _PLACE if name not in _LATIN), rf"(?<![a-z])(?:{'|'.join(sorted(_LATIN))})(?![a-z])"])
)


def places(text: str) -> frozenset[str]:
    """The places elsewhere in Japan that a text names, by their Latin names."""
    return frozenset(_PLACE[name] for name in _FOUND.findall(folded(text)))
