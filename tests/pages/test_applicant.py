"""The applicant: the programme's own form, saved as one types, the checklist with uploads, findings beside the fields, and handing in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from fuyu.running.system import System

from .conftest import WIDTHS
from .sender import Sender
from .visitor import RULES, SERIOUS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
RARE = "示范企业，导入卓越绩效模式以来持续改进。联系人：王𬭎、李𬀩。"


def operator(system: System) -> Any:
    return system.client("base-registry", system.token("operator", "operator", "zhengzhou"))


def account_for(system: System, number: int) -> dict[str, Any]:
    """Make an account of the demonstration for the applicant with a number; return its application."""
    rows = operator(system).get("/applications", params={"limit": 50}).json()["items"]
    row = next(each for each in rows if each["organisation"]["name"] == f"示范企业{number:03d}" and each["state"] in ("draft", "running"))
    role = {"actor": "applicant", "city": "zhengzhou", "organisation": row["organisation"]["code"]}
    content = {"login": f"applicant-{number}", "name": f"第{number}号申报人", "roles": [role], "is_demonstration": True}
    client = system.client("portal", system.token("operator", "operator", "zhengzhou"))
    assert client.post("/accounts", json=content, headers={"Idempotency-Key": f"applicant-account-{number}"}).is_success
    return dict(row)


def upload(visitor: Any, material: str, folder: Path) -> None:
    """Upload a file as one of the materials."""
    paper = folder / "证明材料.pdf"
    paper.write_bytes(PDF)
    form = visitor.page.locator(".material").filter(has_text=material)
    form.locator("input[type=file]").set_input_files(paper)
    form.get_by_role("button", name="上传").click()
    visitor.page.wait_for_load_state()


def test_what_is_wrong_stands_beside_its_field_and_nothing_of_it_is_kept(system, visit):
    """A word in a field for a number is refused beside it; a profile of one character too many is found against its clause before it is handed in."""
    free = account_for(system, 11)
    before = operator(system).get(f"/applications/{free['id']}").json()
    visitor = visit("第11号申报人")
    page = visitor.page
    visitor.go(f"/applications/{free['id']}/form")
    page.get_by_label("职工人数").fill("九百人")
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_load_state()
    assert page.get_by_label("职工人数").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("职工人数").input_value() == "九百人"
    assert operator(system).get(f"/applications/{free['id']}").json()["form"] == before["form"]

    page.get_by_label("职工人数").fill("900")
    page.get_by_label("企业简介").fill("质" * 3001)
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_load_state()
    visitor.go(f"/applications/{free['id']}/form")
    assert "不符合" in page.locator(".beside-not-met").first.inner_text()
    page.get_by_label("企业简介").fill(before["form"]["profile"])
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_load_state()


def test_what_a_second_tab_saves_by_itself_never_overwrites_the_first_and_its_button_does_once_told(system, visit):
    """INVARIANT: nobody writes over what somebody else saved without being told of it first."""
    draft = f"/applications/{account_for(system, 11)['id']}"
    visitor = visit("第11号申报人")
    visitor.go(f"{draft}/form")
    first, other = visitor.page, visitor.page.context.new_page()
    other.goto(first.url)

    def save_by_itself(tab: Any, profile: str) -> None:
        tab.get_by_label("企业简介").fill(profile)
        with tab.expect_response(lambda answer: answer.request.method == "POST"):
            tab.get_by_label("企业简介").blur()

    save_by_itself(first, "第一个窗口的简介")
    first.get_by_text("已自动保存").wait_for()
    for profile in ("第二个窗口的简介", "第二个窗口改过的简介"):
        save_by_itself(other, profile)
        other.locator("#saved").get_by_text("要以本页内容为准").wait_for()
        found = Axe().run(other, context="#saved", options=RULES).response["violations"]
        assert [each["id"] for each in found if each["impact"] in SERIOUS] == []
    assert operator(system).get(draft).json()["form"]["profile"] == "第一个窗口的简介"
    other.get_by_role("button", name="保存并返回").click()
    other.get_by_role("alert").get_by_text("您打开页面之后，别人修改过").wait_for()
    assert operator(system).get(draft).json()["form"]["profile"] == "第一个窗口的简介"
    other.get_by_role("button", name="保存并返回").click()
    other.wait_for_url(f"**{draft}**")
    other.wait_for_load_state()
    assert operator(system).get(draft).json()["form"]["profile"] == "第二个窗口改过的简介"


def test_what_is_offered_again_on_a_page_that_was_changed_since_is_told_and_sent_by_the_button_alone(system, visit):
    """INVARIANT: nobody writes over what somebody else saved without being told of it first, also not with what the browser kept."""
    draft = f"/applications/{account_for(system, 11)['id']}"
    visitor = visit("第11号申报人")
    visitor.go(f"{draft}/form")
    first, other = visitor.page, visitor.page.context.new_page()
    other.goto(first.url)
    other.get_by_label("企业简介").fill("没有保存的简介")
    first.get_by_label("企业简介").fill("此后保存的简介")
    first.get_by_label("企业简介").blur()
    first.get_by_text("已自动保存").wait_for()

    other.reload()
    other.get_by_text("但此后这份申报有过改动").wait_for()
    sent: list[str] = []
    other.on("request", lambda request: sent.append(request.method))
    other.get_by_label("企业简介").fill("没有保存的简介，续写")
    other.get_by_label("企业简介").blur()
    other.wait_for_timeout(1500)  # A form saves itself 0.8 s after a change.
    assert sent == []
    version = operator(system).get(draft).headers["ETag"]
    assert other.locator("input[name=version]").input_value() == version
    other.get_by_role("button", name="保存并返回").click()
    other.wait_for_url(f"**{draft}?saved=1")
    assert operator(system).get(draft).json()["form"]["profile"] == "没有保存的简介，续写"


def test_a_paper_of_another_actor_is_neither_asked_of_an_applicant_nor_taken_from_one(system, tmp_path):
    """Item 9 of annex 1 is the district's: no page of the applicant offers it, also not the one that comes back with a fault."""
    of = account_for(system, 10)
    sender = Sender(system.urls["portal"], "第10号申报人")
    refused = sender.post(f"/applications/{of['id']}/form", {"version": '"0"', "form.legal_representative": "张三"})
    for page in (refused, sender.get(f"/applications/{of['id']}/form")):
        assert "项目申报表" in page.text
        assert "入孵企业名单汇总表" not in page.text
    assert refused.status_code == 412
    sent = sender.post(f"/applications/{of['id']}/materials", {"material": "incubatee_papers"}, {"file": ("a.pdf", PDF)})
    assert sent.status_code == 403
    assert not operator(system).get(f"/applications/{of['id']}").json()["materials"].get("incubatee_papers")


@pytest.mark.parametrize(("number", "width"), [(10, "desktop"), (11, "phone")])
def test_an_applicant_completes_its_form_uploads_what_is_missing_and_hands_in(system, visit, tmp_path, number, width):
    """One was returned to be completed, the other is still a draft; rare characters come through the form, the file's page and the service."""
    row = account_for(system, number)
    visitor = visit(f"第{number}号申报人", WIDTHS[width])
    page = visitor.page
    page.get_by_role("link", name=row["organisation"]["name"]).first.click()
    page.get_by_role("link", name="填写申报表和上传材料").click()
    visitor.no_sideways_scrolling()
    page.get_by_label("企业简介").fill(RARE)
    page.get_by_label("企业简介").blur()
    page.get_by_text("已自动保存").wait_for()
    others = page.locator(".material").filter(has_text="具体条款要求提供的其他材料")
    for count in (1, 2):
        upload(visitor, "具体条款要求提供的其他材料", tmp_path)
        assert others.get_by_role("link").count() == count
    others.get_by_role("button", name="移除").first.click()
    assert others.get_by_role("link").count() == 1
    assert page.locator(".material").filter(has_text="入孵企业名单汇总表").count() == 0  # Its district hands that in.
    page.get_by_role("button", name="保存并返回").click()
    page.wait_for_load_state()
    visitor.no_sideways_scrolling()
    assert RARE in page.locator("main").inner_text()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_load_state()
    assert "已办理" in page.locator("main").inner_text()

    kept = operator(system).get(f"/applications/{row['id']}").json()
    assert (kept["stands_at"], kept["form"]["profile"]) == ("district", RARE)
