"""How a place name is folded before it is looked up, so that spellings of one name meet.

Two keys: :func:`fold` undoes case, diacritics, apostrophes and hyphens and is safe for any name; :func:`skeleton`
also undoes what differs between romanisations of Arabic, Persian, Kurdish, Hebrew and Cyrillic names (articles,
doubled letters, q and k, ou and u, a final h) and is only tried where the first found nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʻʼʾʿ′“”\"."))
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "ə": "a",
        "Ə": "A",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŋ": "n",
    }
)
_BREAKS = re.compile(r"[^a-z0-9]+")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_ARTICLES = frozenset("al el ad ar as ash at az an ez er es ul ud il ed et en".split())
_ROMANISED = (
    (re.compile(r"[hy]\b"), ""),  # Hasakah, Hasaka
    (re.compile(r"\balb(?=[ou])"), "b"),  # Albukamal, al-Boukamal
    (re.compile(r"q"), "k"),  # Qalamoun, Kalamoun
    (re.compile(r"ph"), "f"),
    (re.compile(r"dh|dj|zh"), "j"),  # Zhytomyr, Jitomir
    (re.compile(r"a?[ouwv]+"), "u"),  # Zawr, Zour, Zor
    (re.compile(r"a?[eiy]+a?"), "i"),  # Deir, Dayr
    (re.compile(r"(.)\1+"), r"\1"),  # Fallujah, Falujah
    (re.compile(r"(?<=\w{3})[aiu]$"), ""),  # Hasaka, Hasakeh
)


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """Return the key under which a name is looked up: ASCII, lower case, words parted by one blank.

    >>> fold("Al-Ḩasakah"), fold("St. Louis"), fold("Coeur d’Alene")
    ('al hasakah', 'saint louis', 'coeur dalene')
    """
    if name.isascii():
        plain = name.translate(_APOSTROPHES)
    else:
        plain = unicodedata.normalize("NFKD", name.translate(_LETTERS).translate(_APOSTROPHES))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = _BREAKS.sub(" ", plain.lower()).split()
    return " ".join([_SHORT.get(word, word) for word in words])


@lru_cache(maxsize=16384)
def skeleton(key: str) -> str:
    """Return what romanisations of one name have in common, from a folded key.

    >>> skeleton(fold("al-Boukamal")) == skeleton(fold("Abu Kamal")) == skeleton(fold("Ālbū Kamāl"))
    True
    >>> len({skeleton(fold(name)) for name in ("Deir ez-Zor", "Deir al-Zour", "Dayr az Zawr")})
    1
    """
    words = [word for word in key.split() if word not in _ARTICLES] or key.split()
    if len(words) > 1 and words[0] in ("abu", "abou", "albu", "albou", "bu", "bou"):
        words = ["bu" + words[1], *words[2:]]
    bones = " ".join(words)
    for pattern, bone in _ROMANISED:
        bones = pattern.sub(bone, bones)
    return bones.replace(" ", "")
