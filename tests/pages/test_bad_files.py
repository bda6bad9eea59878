"""Files that would harm whoever opens them, or us: refused in words at every place where files come in, and nothing of them is kept; names as they come."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest
import python_calamine
from stdnum.cn import uscc
from tests.bad_files import BAD, BAD_SHEETS, MEGABYTE, Bad, jpeg, pdf

import portal
from fuyu.ids import new_id
from fuyu.law.strict_yaml import load
from fuyu.running.system import TOGETHER, System

from .sender import Sender
from .subjects import TRACKER, Subjects

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAYS = load(Path(portal.__file__).with_name("problems.yaml"))
MOST_MEMORY, MOST_CPU_SECONDS = 400 * MEGABYTE, 20
"""What one file may cost at most: a file of 20 MB is held a few times, a bomb's 60 MB never."""
KEPT = ("files", "content.files", "content.chunks", "sessions")
OFFICE = tuple(bad for bad in BAD if bad.name.endswith((".xlsx", ".xlsm", ".docx", ".zip")) or bad.because == "empty")
RARE = "示范𬭎𬀩精工企业"
NAMES = [
    ("../../../etc/passwd.pdf", "passwd.pdf"),
    ("C:\\temp\\合同.pdf", "合同.pdf"),
    ("合同\u202efdp.exe", "合同fdp.exe"),
    ("签\x07到\x1b[31m表\u200b.pdf", "签到[31m表.pdf"),
    ("长" * 500 + ".pdf", "长" * 196 + ".pdf"),
    ('"><img src=x onerror=alert(1)>.pdf', "&#34;&gt;&lt;img src=x onerror=alert(1)&gt;.pdf"),
    ("𬭎𬀩公司.pdf", "𬭎𬀩公司.pdf"),
]


@pytest.fixture(scope="module")
def coordinator(system: System) -> Sender:
    """A base's coordinator."""
    return Sender(system.urls["portal"], "孵化基地")


@contextmanager
def nothing_kept_and_little_used(system: System) -> Iterator[None]:
    """Raise AssertionError where a file, a piece of one or a session is kept, or memory or time of the services grew beyond bounds."""
    before, memory, seconds = kept(system), memory_of(system), seconds_of(system)
    yield
    assert kept(system) == before
    assert memory_of(system) - memory < MOST_MEMORY
    assert seconds_of(system) - seconds < MOST_CPU_SECONDS


def kept(system: System) -> dict[str, int]:
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(system.mongod.uri)
    with client:
        names = [name for name in client.list_database_names() if name.startswith("fuyu_")]
        return {f"{name}.{each}": client[name][each].count_documents({}) for name in names for each in KEPT}


def workers_of(system: System) -> list[str]:
    """Return the ids of the services' process and of those that it began."""
    pid = str(system.processes[TOGETHER].pid)
    return [pid, *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_of(system: System) -> int:
    """Return the most memory that the services ever held, in bytes."""
    lines = [line for pid in workers_of(system) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return sum(int(line.split()[1]) for line in lines) * 1024


def seconds_of(system: System) -> float:
    """Return the processor time that the services used."""
    parts = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in workers_of(system)]
    return sum(int(each[11]) + int(each[12]) for each in parts) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_by_the_page_and_by_the_service_with_its_name_the_reason_and_the_way_out(
    system: System, coordinator: Sender, subjects: Subjects, bad: Bad
) -> None:
    content = bad.make()
    with nothing_kept_and_little_used(system):
        page = coordinator.post("/files/tracker", {"name": "files"}, {"file": (bad.name, content, "application/pdf")})
        answer = subjects.base_client(TRACKER, "004").post("/files", files={"file": (bad.name, content)}, headers={"Idempotency-Key": new_id()})
    assert f"{bad.name}：{SAYS[f'unsafe-file/{bad.because}']}" in page.text
    assert "请" in SAYS[f"unsafe-file/{bad.because}"]
    assert 'type="hidden"' not in page.text
    assert (answer.status_code, answer.json()["because"]) == (415, bad.because)


def test_a_file_that_is_too_large_is_refused_by_name(system: System, coordinator: Sender) -> None:
    with nothing_kept_and_little_used(system):
        page = coordinator.post("/files/tracker", {}, {"file": ("扫描件.pdf", b"%PDF-1.7" + bytes(20 * MEGABYTE), "application/pdf")})
    assert f"扫描件.pdf：{SAYS['body-too-large']}" in page.text


def test_a_photograph_of_some_megabytes_is_taken(coordinator: Sender) -> None:
    """INVARIANT: what a telephone takes is no larger than a form may be."""
    content = jpeg().replace(b"\xff\xda", b"\xff\xfe\xff\xff" + bytes(65_533) + b"\xff\xda") + bytes(6 * MEGABYTE)
    page = coordinator.post("/files/tracker", {}, {"file": ("照片.jpg", content, "image/jpeg")})
    assert "✓ 照片.jpg" in page.text


def test_of_several_files_each_bad_one_is_named_and_the_good_ones_are_taken(coordinator: Sender) -> None:
    files = [("file", (name, content, "application/pdf")) for name, content in (("一.pdf", b""), ("二.pdf", pdf()), ("三.pdf", b"MZ"))]
    page = coordinator.post("/files/tracker", {}, files)
    assert f"一.pdf：{SAYS['unsafe-file/empty']}" in page.text
    assert f"三.pdf：{SAYS['unsafe-file/kind']}" in page.text
    assert "✓ 二.pdf" in page.text


@pytest.mark.parametrize("bad", [*OFFICE, *BAD_SHEETS], ids=lambda bad: bad.name)
def test_a_bad_attendance_sheet_is_refused_with_its_name_the_reason_and_the_way_out_and_no_session_is_logged(
    system: System, coordinator: Sender, subjects: Subjects, bad: Bad
) -> None:
    typed = {"held_on": "2026-04-14", "kind": "training", "topic": "表格有误的培训", "hours": "2", "days": "1"}
    address, content = f"/bases/{subjects.places('designation', '004')['id']}/sessions/new", bad.make()
    with nothing_kept_and_little_used(system):
        page = coordinator.post(address, typed, {"sheet": (bad.name, content, "application/octet-stream")})
    assert 400 <= page.status_code < 500
    assert bad.name in page.text
    says = "无法读取，应为 Excel 文件（.xlsx）" if bad.because == "kind" else SAYS.get(f"unsafe-file/{bad.because}", bad.because)
    assert says in page.text
    assert 'value="表格有误的培训"' in page.text


@pytest.mark.parametrize(("name", "harmless"), NAMES, ids=["path", "drive", "turned", "control", "long", "markup", "rare"])
def test_a_hostile_name_is_kept_as_a_harmless_one(coordinator: Sender, name: str, harmless: str) -> None:
    """INVARIANT: a name is shown and never trusted; it is written raw here, as no browser would."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    named = {"csrf_token": ("", coordinator.guard().encode()), "file": (f'; filename="{escaped}"\r\nContent-Type: application/pdf', pdf())}
    parts = (f'--b\r\nContent-Disposition: form-data; name="{each}"{more}\r\n\r\n'.encode() + content + b"\r\n" for each, (more, content) in named.items())
    body = b"".join(parts) + b"--b--\r\n"
    page = coordinator.http.post("/files/tracker", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert f"✓ {harmless}</div>" in page.text


def test_a_name_with_rare_letters_comes_through_form_list_search_excel_and_printed_form(system: System, coordinator: Sender, subjects: Subjects) -> None:
    """INVARIANT: a name of letters outside the first plane stays what it is, wherever it goes."""
    code = "91410100MA0000992"
    company = {"code": code + uscc.calc_check_digit(code), "name": RARE, "district": "中原区", "promised": "培训辅导"}
    base = subjects.places("designation", "004")["id"]
    made = coordinator.post(f"/bases/{base}/enrolments/new", company)
    assert made.status_code == 303, made.text
    for path in (made.headers["Location"].removeprefix("/portal"), "/enrolments", f"/search?q={RARE}", f"/bases/{base}"):
        assert RARE in coordinator.get(path).text, path
    sheet = coordinator.get("/enrolments", params={"as": "xlsx"}).content
    cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert RARE in [row[0] for row in cells]

    applicant, places = Sender(system.urls["portal"], "申报企业"), subjects.places("application", "010")
    typed = {"version": subjects.version(places, "application"), "form.legal_representative": "王𬭎𬀩"}
    assert applicant.post(f"/applications/{places['id']}/form", typed).status_code == 303
    assert "王𬭎𬀩" in applicant.get(f"/applications/{places['id']}/print").text
