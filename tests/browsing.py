"""The browser of the tests: Chromium without a window."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Playwright

# The shell draws the same pages in a third of the time; scripts/install-test-servers installs it.
SHELL, WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")


def launch(playwright: Playwright) -> Browser:
    """Return Debian's Chromium, started; its headless shell where that is installed."""
    return playwright.chromium.launch(executable_path=SHELL if SHELL.exists() else WHOLE, args=["--no-sandbox", "--disable-dev-shm-usage"])
