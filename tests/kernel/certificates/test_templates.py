"""Every template of every installed programme: set with its own texts, whole, and saying 草案 where the law is a draft."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fuyu.certificates.fonts import fonts_in
from fuyu.certificates.texts import EXAMPLE, Texts
from fuyu.certificates.typesetting import qr_of, typeset
from fuyu.law.documents import Certificate
from fuyu.law.registry import Laws
from fuyu.settings import Settings

DECLARED = [(each.programme.folder, certificate) for each in Laws.load().programmes.values() for certificate in each.programme.certificates]
NAMES = [f"{folder.name}-{certificate.name}" for folder, certificate in DECLARED]
CODE = "K7M2-QX9P-3RTB"


def text_of(folder: Path, certificate: Certificate, texts: Texts, into: Path) -> str:
    """Return what a reader finds on a certificate, without blanks, and the number of its pages before a colon."""
    told = texts.as_document() | {"mark": "m", "code": CODE, "check": "https://example.org/", "qr": qr_of("https://example.org/")}
    fonts = fonts_in(Settings.from_environ().fonts)
    into.write_bytes(typeset(folder / certificate.template, told, fonts, certificate.fonts, datetime(2026, 6, 10, tzinfo=UTC)))
    return subprocess.run(["pdftotext", into, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.requirement("L6", "L7")
@pytest.mark.parametrize(("folder", "certificate"), DECLARED, ids=NAMES)
def test_a_certificate_shows_what_it_is_told_and_says_where_it_is_a_draft(folder: Path, certificate: Certificate, tmp_path: Path) -> None:
    """INVARIANT: number, code, clause's regulation and names stand on it whole; 草案 stands on it if and only if the law is a draft."""
    told = replace(EXAMPLE, title=certificate.title, clause=certificate.clause, ends_on="2029-12-31")
    shown = "".join(text_of(folder, certificate, told, tmp_path / "draft.pdf").split())
    holds = [told.number, CODE, told.regulation, told.regulation_number, told.issuer]
    holds += [each.name for each in told.listed] if certificate.number is None else [str(told.holder)]
    assert [each for each in holds if each not in shown] == []
    assert "草案" in shown
    assert "草案" not in text_of(folder, certificate, replace(told, is_draft=False), tmp_path / "final.pdf")


@pytest.mark.parametrize(("folder", "certificate"), DECLARED, ids=NAMES)
def test_a_long_name_stays_on_one_page(folder: Path, certificate: Certificate, tmp_path: Path) -> None:
    """INVARIANT: a certificate is one sheet, also for a company with a name of 40 letters."""
    if certificate.number is None:
        return  # A circular is as long as its list.
    name = "示范" * 18 + "有限公司"
    text = text_of(folder, certificate, replace(EXAMPLE, holder=name, base=name, issuer=name), tmp_path / "long.pdf")
    assert text.count("\f") == 1
