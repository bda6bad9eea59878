"""What a story leaves out: valid codes that follow from names, and forms changed deep inside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from fuyu.cases.building import Companies, Company, as_json, builders_of, filled_in, made_up_code, overlaid
from fuyu.law.forms import read
from fuyu.law.registry import Laws

LAWS = Laws.load()
PROGRAMMES = [loaded.programme for loaded in LAWS.programmes.values()]


@given(st.text(min_size=1), st.sampled_from(["000000", "410100", "340207"]))
def test_every_name_has_a_valid_code_that_follows_from_it(name, region):
    """INVARIANT: the same name is the same organisation in every run, and its code passes every check."""
    code = made_up_code(name, region)
    assert uscc.is_valid(code)
    assert code == made_up_code(name, region)


def test_numbered_companies_have_codes_of_their_own():
    codes = {made_up_code(f"示范企业{number:03}", "000000") for number in range(1, 1000)}
    assert len(codes) == 999


@pytest.mark.parametrize("programme", PROGRAMMES, ids=[each.name for each in PROGRAMMES])
def test_a_company_that_the_examples_name_keeps_its_code(programme):
    enrols = programme.enrols
    listed = builders_of(programme)[next(iter(builders_of(programme)))].fills[enrols.listed_at]["companies"] if enrols else []
    assert [Companies(programme).called(each["name"]).code for each in listed] == [each["code"] for each in listed]


@pytest.mark.parametrize("programme", PROGRAMMES, ids=[each.name for each in PROGRAMMES])
def test_every_builder_makes_a_form_that_is_taken(programme):
    company = Companies(programme).called("示范企业007")
    for builder in builders_of(programme).values():
        read(programme.form, builder.form_for(company, {}))


def test_two_applicants_list_different_companies():
    """INVARIANT: a company on two lists of one call cannot be recommended, so made-up lists never share one."""
    programme = next(each for each in PROGRAMMES if each.enrols)
    companies, builder = Companies(programme), next(iter(builders_of(programme).values()))
    lists = [companies.listed(programme, builder, 12, group) for group in range(4)]
    names = [each.name for listed in lists for each in listed]
    assert [len(listed) for listed in lists] == [12, 12, 12, 12]
    assert len(set(names)) == len(names)


def test_names_numbers_and_codes_are_filled_in():
    company = Company("示范企业012", "91000000MA00000122")
    assert filled_in({"a": ["{name}", {"b": "第{n}号 {code}"}], "c": 3}, company) == {"a": ["示范企业012", {"b": "第012号 91000000MA00000122"}], "c": 3}


def test_a_change_reaches_deep_inside():
    content = {"certificates": [{"expires_on": "2028-05-31"}, {"expires_on": "2028-05-31"}], "size": "大型"}
    changed = overlaid(content, {"certificates.1.expires_on": date(2026, 3, 1), "size": "小型"})
    assert changed == {"certificates": [{"expires_on": "2028-05-31"}, {"expires_on": "2026-03-01"}], "size": "小型"}
    assert content["size"] == "大型"


def test_a_text_of_so_many_characters_is_made_up():
    assert overlaid({"abstract": "短"}, {"abstract": {"characters": 501}}) == {"abstract": "字" * 501}


def test_a_row_can_be_added_at_the_end():
    assert overlaid({"awards": [{"level": "a"}]}, {"awards.1": {"level": "b"}}) == {"awards": [{"level": "a"}, {"level": "b"}]}


@pytest.mark.parametrize("path", ["certificates.7.expires_on", "nothing.0.x", "certificates.x", "size.y"])
def test_a_change_that_leads_nowhere_is_said(path):
    with pytest.raises(LookupError, match="leads nowhere"):
        overlaid({"certificates": [{}], "size": "x"}, {path: 1})


def test_dates_and_decimals_become_texts():
    assert as_json({"on": date(2026, 3, 2), "rate": Decimal("0.30"), "n": 3, "is": True}) == {"on": "2026-03-02", "rate": "0.30", "n": 3, "is": True}
