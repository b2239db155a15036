"""Names stand where people look for them."""

from wfm.workbook.name_order import alphabetical


def test_letters_with_marks_and_capitals_come_with_their_plain_ones() -> None:
    names = ["Zoe", "Älva", "Çem", "Dana", "anna", "Ömer", "Pia", "Cora"]
    assert sorted(names, key=alphabetical) == [
        "Älva", "anna", "Çem", "Cora", "Dana", "Ömer", "Pia", "Zoe",
    ]  # fmt: skip
