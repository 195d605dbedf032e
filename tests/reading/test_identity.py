"""Identity numbers become keyed hashes; the 18-digit sample number is the standard's own example."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from talent_warehouse import identity
from talent_warehouse.errors import ConfigurationError

KEY = identity.Key(b"k" * 32)
NUMBER = "11010519491231002X"  # printed as the example in GB 11643-1999


def test_the_standards_example_has_its_check_digit() -> None:
    assert identity.check_digit(NUMBER[:17]) == "X"


@pytest.mark.parametrize(
    "cell",
    [
        NUMBER,
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'" + NUMBER,
        "＇" + NUMBER,
        NUMBER[:17] + "ｘ",
        110105491231002.0,
        "110105491231002",
    ],
)
def test_every_way_of_writing_a_number_is_one_person(cell: object) -> None:
    read = identity.read_number(cell, "resident_id", KEY)
    assert read.fault is None
    assert read.hash == identity.read_number(NUMBER, "resident_id", KEY).hash
    assert (read.birth_month, read.sex) == (date(1949, 12, 1), "female")


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("110105194912310021", "checksum"),
        ("11010519491331002X", "birth"),
        ("1101051949123100", "length"),
        ("11010519491231A02X", "characters"),
        (1.10105194912310e17, "lost_digits"),
        ("1.10105E+17", "lost_digits"),
        ("110105194912310000", "lost_digits"),
    ],
)
def test_a_faulty_number_is_nobodys(cell: object, fault: str) -> None:
    read = identity.read_number(cell, "resident_id", KEY)
    assert (read.fault, read.hash, read.birth_month) == (fault, None, None)


def test_the_mask_does_not_give_the_number_away() -> None:
    mask = identity.read_number(NUMBER, "resident_id", KEY).mask
    assert mask == "110***************"


@pytest.mark.parametrize("cell", [None, "", "无", "/", "—"])
def test_no_number_is_no_fault(cell: str | None) -> None:
    assert identity.read_number(cell, "none", KEY) == identity.NO_NUMBER


def test_a_passport_has_its_type_in_its_key() -> None:
    passport = identity.read_number("E12345678", "passport", KEY)
    assert passport.fault is None
    assert passport.hash != identity.read_number("E12345678", "hk_macao_permit", KEY).hash
    assert identity.read_number("护照", "passport", KEY).fault == "format"


def test_another_key_is_another_hash() -> None:
    other = identity.Key(b"o" * 32)
    assert identity.read_number(NUMBER, None, KEY).hash != identity.read_number(NUMBER, None, other).hash
    assert KEY.id != other.id


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALENT_IDENTITY_KEY")
    monkeypatch.setenv("TALENT_HOME", str(tmp_path))
    first = identity.load_key()
    assert identity.load_key() == first
    assert (tmp_path / "identity.key").stat().st_mode & 0o777 == 0o600


def test_a_malformed_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENT_IDENTITY_KEY", "no hex")
    with pytest.raises(ConfigurationError, match="TALENT_IDENTITY_KEY is not hexadecimal"):
        identity.load_key()
    monkeypatch.setenv("TALENT_IDENTITY_KEY", "5a" * 8)
    with pytest.raises(ConfigurationError, match="has 8 bytes; 32 are needed"):
        identity.load_key()


def test_names_are_masked_and_their_spaces_do_not_matter() -> None:
    assert identity.clean_name("测 某") == identity.clean_name("测\u3000某") == "测某"
    assert identity.name_mask("测某某") == "测**"


def _numbered(first17: str) -> str:
    return first17 + identity.check_digit(first17)


@pytest.mark.parametrize(
    ("id_type", "one"),
    [
        ("hk_macao_permit", ["H12345678", "H1234567801", "h1234567802", "H12345678(02)", "Ｈ12345678０１"]),
        (
            "taiwan_permit",
            ["01234567", "0123456701", "0123456701(B)", "01234567（01）", "01234567(B)", "01234567（b）"],
        ),
    ],
)
def test_the_last_digits_of_a_permit_count_renewals(id_type: str, one: list[str]) -> None:
    read = [identity.read_number(text, id_type, KEY) for text in one]
    assert {n.fault for n in read} == {None}
    assert len({n.hash for n in read}) == 1
    other = one[0][:-1] + ("9" if one[0][-1] != "9" else "1")
    assert identity.read_number(other, id_type, KEY).hash != read[0].hash


def test_a_foreigners_card_is_one_person_whatever_its_type_says() -> None:
    card = _numbered("93153019850307111")
    types = ("foreign_permit", "resident_id", "passport", "residence_permit", None)
    read = [identity.read_number(card, kind, KEY) for kind in types]
    assert {(n.fault, n.birth_month) for n in read} == {(None, date(1985, 3, 1))}
    assert len({n.hash for n in read}) == 1
    mistyped = card[:-1] + ("1" if card[-1] != "1" else "2")
    assert identity.read_number(mistyped, "foreign_permit", KEY).fault == "checksum"
    assert identity.read_number("USA110088010101", "foreign_permit", KEY).fault is None  # the card before 2023


@pytest.mark.parametrize("area", ["000000", "999999", "160101", "530000", "980000"])
def test_an_area_that_never_was_is_nobodys(area: str) -> None:
    number = _numbered(area + "19850307111")
    read = identity.read_number(number, "resident_id", KEY)
    assert (read.fault, read.hash, identity.plain_birth(number)) == ("area", None, None)


@pytest.mark.parametrize("area", ["810000", "830000", "532128", "110105"])
def test_areas_of_any_time_and_of_no_parts_are_areas(area: str) -> None:
    number = _numbered(area + "19850307111")
    assert identity.read_number(number, "residence_permit", KEY).fault is None
    assert identity.plain_birth(number) == date(1985, 3, 1)


def test_middle_dots_of_all_kinds_are_one() -> None:
    assert {identity.clean_name(f"测{dot}某") for dot in "·•‧∙⋅・･"} == {"测·某"}
