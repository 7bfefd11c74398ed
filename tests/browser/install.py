"""A Chromium for the browser tests: the one already here, Debian's, or else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser() -> str | None:
    """Where a Chromium is, or None if Playwright is to use its own."""
    chosen = os.environ.get("CLEA_TEST_BROWSER")
    if chosen:
        return chosen
    return next(filter(None, map(shutil.which, NAMES)), None)


def playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    if _may_use_apt():
        _apt_get("update", "-qq")
        _apt_get("install", "-y", "-qq", "--no-install-recommends", "chromium")
    if not browser():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return browser() or playwrights_own()


def _apt_get(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], check=False, stdout=subprocess.DEVNULL, env=environment)


def _may_use_apt() -> bool:
    # Ubuntu's chromium package is only a pointer to a snap, which is no use in a container.
    system = Path("/etc/os-release")
    debian = system.exists() and "ID=debian" in system.read_text().splitlines()
    return debian and os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> int:
    if browser() or playwrights_own():
        return 0
    print("Installing Chromium for the browser tests (once) ...", flush=True)
    if install():
        return 0
    print("No Chromium could be installed. Install one and name it in CLEA_TEST_BROWSER.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
