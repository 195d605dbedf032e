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
