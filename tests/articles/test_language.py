"""The language of an article: the publisher's word where it is plausible, else the text's own."""

from __future__ import annotations

import pytest

from streams.articles.language import find_language, read_tag

TEXTS = {
    "en": "The army said that at least five people were killed in the attack on the town on Monday night.",
    "es": "Al menos cinco personas murieron y otras diez resultaron heridas en un ataque contra la ciudad el lunes.",
    "fr": "Au moins cinq personnes ont été tuées et dix autres blessées dans une attaque contre la ville lundi soir.",
    "de": "Bei einem Angriff auf die Stadt sind am Montagabend mindestens fünf Menschen getötet und zehn verletzt worden.",
    "ar": "قتل خمسة أشخاص على الأقل وأصيب عشرة آخرون في هجوم على المدينة مساء الاثنين بحسب الشرطة المحلية.",
    "ru": "По меньшей мере пять человек погибли и десять ранены в результате нападения на город вечером в понедельник.",
    "tr": "Pazartesi gecesi kente düzenlenen saldırıda en az beş kişi öldü, on kişi de yaralandı, polis açıkladı.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_told_by_the_text(language: str) -> None:
    assert find_language(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_a_declared_region_is_kept(language: str) -> None:
    assert find_language(TEXTS[language], f"{language}-XK") == f"{language}-XK"


def test_capitals_are_english_too() -> None:
    assert find_language(TEXTS["en"].upper()) == "en"


def test_a_plain_mistake_of_the_publisher_is_put_right() -> None:
    assert find_language(TEXTS["es"] * 4, "en") == "es"
    assert find_language(TEXTS["en"] * 4, "de") == "en"


def test_too_little_text_leaves_the_publishers_word() -> None:
    assert find_language("Blast", "en") == "en"
    assert find_language("12 + 3") == "und"
    assert find_language("") == "und"


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("English", "en"),
        ("es_419", "es-419"),
        ("xx", "xx"),
        ("", None),
        ("e", None),
        (5, None),
        ("en-" + "x" * 60, None),
        ("mul", None),
    ],
)
def test_tags(value: object, tag: str | None) -> None:
    assert read_tag(value) == tag
