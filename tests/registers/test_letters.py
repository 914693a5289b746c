import pytest

from analysis.reference.places import municipalities
from analysis.registers.letters import is_garbled


@pytest.mark.parametrize(
    "text",
    ["Tromsø", "Å", "Guovdageaidnu - Kautokeino", "Côte d’Ivoire", "São Tomé", "Türkiye", "Đặng",
     "Sør-Varanger", "a\u00a0b", "Ã", "Kárášjohka", "سوريا", "ኤርትራ", "tab\tbed", ""],
)  # fmt: skip
def test_words_of_all_languages_are_left_alone(text):
    assert not is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "TromsÃ¸",
        "Ã˜ksnes",
        "Ã…s",
        "VÃ¦rÃ¸y",
        "KÃ¡rÃ¡Å¡johka",
        "Troms\x9b",
        "Troms\ufffd",
        "Troms├╕",
        "Troms›",
        "\x00a",
    ],
)
def test_traces_of_another_encoding_are_seen(text):
    assert is_garbled(text)


def test_every_municipality_of_norway_is_whole_and_is_seen_when_it_is_not():
    names = [place.name for place in municipalities().values()]
    assert not any(map(is_garbled, names))
    special = [name for name in names if not name.isascii()]
    assert len(special) > 90
    for wrong in ("latin-1", "cp865"):
        assert all(is_garbled(name.encode("utf-8").decode(wrong)) for name in special)
