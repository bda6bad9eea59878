"""Signing in, out and who sees which page."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("who", ["申报企业", "孵化基地", "入孵企业", "区县", "市市场监督管理局", "专家", "系统运行人员"])
def test_each_role_of_the_demonstration_comes_to_its_home_page_by_one_click(visit, who, width):
    visitor = visit(who, width)
    assert visitor.page.title().startswith("首页")
    assert visitor.page.locator("main").inner_text().strip()
    visitor.no_sideways_scrolling()


def test_after_signing_out_a_page_asks_to_sign_in_and_leads_back(visit):
    visitor = visit("孵化基地")
    visitor.page.get_by_role("button", name="退出").click()
    visitor.go("/sessions")
    assert "/sign-in" in visitor.page.url
    visitor.page.locator("button[name=account]").filter(has_text="孵化基地").first.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.url.endswith("/portal/sessions")


def test_however_many_sign_in_at_once_only_three_passwords_are_hashed_at_a_time():
    """INVARIANT: a hash takes 64 MiB; a dozen at once would take what the machine has, and signing in would be the way to stop it."""
    program = """
import re, threading
from pathlib import Path
from portal.accounts.hashing import hashed
def most():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
hashed("一个足够长的密码")
before = most()
threads = [threading.Thread(target=hashed, args=(f"一个足够长的密码{n}",)) for n in range(12)]
[each.start() for each in threads], [each.join() for each in threads]
print((most() - before) / 1024)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert 64 <= float(done.stdout) <= 2 * 64 + 16, done.stdout  # The first one is in what was held before.
