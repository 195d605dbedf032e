"""Claims: of what, of whom, of when, and whether they stand."""

from __future__ import annotations

import lexica


def test_an_empty_phrase_has_the_words_of_the_list() -> None:
    batches, trips = lexica.read("我系统下派专家6批次、40人次。")
    assert (batches.measure, trips.measure) == ("EXPERT_BATCHES", "EXPERT_TRIPS")
    assert batches.scope == trips.scope == "line_system"


def test_a_programme_of_the_clause_lets_a_weak_noun_stand() -> None:
    alone, named = lexica.read("人才12名。", "科技特派员12名。")
    assert (alone.state, named.state, named.programme) == ("waiting", "bound", "STC")


def test_stages_that_are_not_done_enter_nothing() -> None:
    pending, planned = lexica.read("推荐5名人才申报科技特派员，目前公示中。", "明年计划引进人才200名。")
    assert (pending.stage, pending.state, pending.measure) == ("pending", "context", "PROG_PARTICIPANTS_PENDING")
    assert (planned.stage, planned.state) == ("planned", "context")


def test_a_thing_that_is_new_counts_as_new() -> None:
    old, new = lexica.read("建有专家工作站14个。", "新认定专家工作站3个。")
    assert (old.measure, new.measure) == ("PLATFORMS", "PLATFORMS_NEW")


def test_a_year_is_the_clause_s_else_the_document_s() -> None:
    own, since, other = lexica.read("2019年引进人才12名。", "自2016年以来引进人才90名。", "引进人才8名。")
    assert [(c.year, c.since) for c in (own, since, other)] == [(2019, 2019), (2021, 2016), (2021, None)]


def test_a_signature_forgets_numbers_and_tells_units_and_filers_apart() -> None:
    (one,) = lexica.read("2021年组织篝火晚会3场。")
    (next_year,) = lexica.read("2022年组织篝火晚会12场。", year=2022)
    (elsewhere,) = lexica.read("2021年组织篝火晚会3场。", unit="530103-RC")
    assert one.signature == next_year.signature != elsewhere.signature


def test_claims_of_one_signature_are_numbered() -> None:
    assert [c.nth for c in lexica.read("组织篝火晚会3场。", "组织篝火晚会4场。")] == [1, 2]
