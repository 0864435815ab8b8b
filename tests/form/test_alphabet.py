"""Mongolian Cyrillic: order, foreign letters, names."""

import unicodedata

import pytest

from perfxl.form.alphabet import blurred, foreign_words, initial, is_mongolian, nfc, signed, sort_key


def test_names_stand_in_the_order_of_the_35_letters():
    names = ["Ягаан", "Өлзий", "Үнэн", "Пагма", "Оюун", "Уран", "Энх", "Ёндон", "Елена", "Жамба"]
    assert sorted(names, key=sort_key) == [
        "Елена", "Ёндон", "Жамба", "Оюун", "Өлзий", "Пагма", "Уран", "Үнэн", "Энх", "Ягаан",
    ]  # fmt: skip


def test_a_shorter_name_stands_before_a_longer_one_and_case_does_not_matter():
    assert sorted(["БАТАА", "бат", "Бата"], key=sort_key) == ["бат", "Бата", "БАТАА"]


def test_decomposed_letters_sort_and_compare_like_composed_ones():
    loose = unicodedata.normalize("NFD", "Ёндон Йонсон")
    assert loose != "Ёндон Йонсон"
    assert nfc(loose) == "Ёндон Йонсон"
    assert sort_key(loose) == sort_key("Ёндон Йонсон")


@pytest.mark.parametrize(
    ("text", "word", "positions", "proposed"),
    [
        pytest.param("нэг Шалгuur хоёр", "Шалгuur", (8, 9, 10), "Шалгуур", id="Latin at the end of a word"),
        pytest.param("шиմтгэл", "шиմтгэл", (2,), "шимтгэл", id="an Armenian letter"),
        pytest.param("тaйлан", "тaйлан", (1,), "тайлан", id="one Latin a"),
        pytest.param("жилийн түвшиҩ", "түвшиҩ", (12,), "", id="no counterpart, so no proposal"),
    ],
)
def test_a_foreign_letter_inside_a_mongolian_word_is_found(text, word, positions, proposed):
    (found,) = foreign_words(text)
    assert (found.word, found.positions, found.proposed) == (word, positions, proposed)
    assert found.start == text.index(word)


@pytest.mark.parametrize(
    "text", ["ISO 9001:2015", "QR код", "Sicos систем", "А/09 тушаал", "ҮЙЛЧИЛГЭЭ", "", "ISO-гийн"]
)
def test_words_wholly_of_one_script_are_no_fault(text):
    assert foreign_words(text) == ()


def test_letters_are_known_in_both_cases():
    assert all(is_mongolian(letter) for letter in "өүӨҮёЁ")
    assert not any(is_mongolian(letter) for letter in "iаı"[0] + "օ1 ")


def test_a_signature_is_initial_stop_name():
    assert signed("даваасүрэн", " Түвшинбат ") == "Д.Түвшинбат"
    assert signed("", "Түвшинбат") == "Түвшинбат"
    assert initial("  өлзий") == "Ө"


def test_names_are_one_with_case_and_barred_u_aside():
    assert blurred("ЛХАМСУРЭН") == blurred("Лхамсүрэн")
    assert blurred("Лхамсүрэн") != blurred("Лхамсурон")
