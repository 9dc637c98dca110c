"""`scripts/setup.py` in a made-up checkout, with made-up programs: what it installs, falls back to, and says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[1] / "scripts" / "setup.py"

#: Stands for uv: makes the environment's Python, and notes what it was asked.
UV = """#!/bin/sh
echo "uv $*" >> "$DIARY"
[ "$1" = venv ] || exit "${UV_INSTALL:-0}"
/bin/mkdir -p "$CHECKOUT/.venv/bin" && /bin/cp "$BIN/venv-python" "$CHECKOUT/.venv/bin/python"
"""
#: Stands for the environment's Python: downloads a browser or not, and starts the one it is given.
PYTHON = """#!/bin/sh
echo "python $*" >> "$DIARY"
case "$*" in
  *"playwright install "*) exit "${DOWNLOAD:-0}" ;;
  *"executable_path=None"*) [ "${DOWNLOAD:-0}" = 0 ] && echo "$BIN/uv" ;;
  *"executable_path='$BIN/chromium'"*) echo "$BIN/chromium" ;;
  *"-m pip"*) exit 0 ;;
  *) exit 1 ;;
esac
"""
#: Stands for apt-get: brings a Chromium where it is told to succeed.
APT = """#!/bin/sh
echo "apt-get $*" >> "$DIARY"
[ "${APT:-1}" = 0 ] || exit 1
case "$*" in *chromium*) /bin/cp "$BIN/uv" "$BIN/chromium" ;; esac
"""
#: Stands for npm: makes the folder it would fill, unless it is told to fail.
NPM = """#!/bin/sh
echo "npm $*" >> "$DIARY"
[ "${NPM:-0}" = 0 ] && /bin/mkdir -p "$CHECKOUT/tests/supabase/node_modules"
"""


class Checkout:
    """A folder that `setup.py` takes for a checkout of apply-bot, on a machine with few programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.bin = folder / "bin"
        self._diary = folder / "diary"
        (self.folder / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copyfile(SETUP, self.folder / "scripts" / "setup.py")
        (self.folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
        (self.folder / "tests" / "supabase").mkdir(parents=True)
        (self.folder / "tests" / "supabase" / "package-lock.json").write_text("{}", encoding="utf-8")
        for name, script in {"uv": UV, "venv-python": PYTHON, "apt-get": APT, "npm": NPM}.items():
            self.program(name, script)

    def program(self, name: str, script: str = "#!/bin/sh\n") -> None:
        (self.bin / name).write_text(script, encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def run(self, *flags: str, **env: str) -> tuple[int, str, str]:
        """Exit code, what was said, and which programs were called."""
        self._diary.write_text("", encoding="utf-8")
        known = {"PATH": str(self.bin), "BIN": str(self.bin), "CHECKOUT": str(self.folder), "DIARY": str(self._diary)}
        command = [sys.executable, str(self.folder / "scripts" / "setup.py"), *flags]
        done = subprocess.run(command, env=known | env, capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stderr, self._diary.read_text(encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    checkout = Checkout(tmp_path)
    checkout.program("Xvfb")
    return checkout


def test_second_run_is_quick(checkout: Checkout) -> None:
    """What has been done is not done again."""
    code, _, diary = checkout.run()
    assert (code, "uv pip install" in diary, "playwright install" in diary) == (0, True, True)
    assert checkout.run() == (0, "", "")


def test_dev_includes_run(checkout: Checkout) -> None:
    """What the tests need includes what the demo needs, and not the other way round."""
    assert "checkout[dev]" in checkout.run("--dev")[2]
    assert checkout.run() == (0, "", "")
    shutil.rmtree(checkout.folder / ".venv")
    assert "[dev]" not in checkout.run()[2]
    assert "checkout[dev]" in checkout.run("--dev")[2]


def test_changed_dependencies(checkout: Checkout) -> None:
    """A changed pyproject.toml is installed anew, and so is a browser that went away."""
    checkout.run()
    (checkout.folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert "uv pip install" in checkout.run()[2]
    (checkout.folder / ".venv" / ".browser").write_text("/gone", encoding="utf-8")
    diary = checkout.run()[2]
    assert "playwright install" in diary
    assert "uv" not in diary


def test_system_browser(checkout: Checkout) -> None:
    """Where Playwright's own Chromium is refused, the system's is used, and it is said."""
    checkout.program("chromium")
    code, said, diary = checkout.run(DOWNLOAD="1")
    assert code == 0
    assert f"using {checkout.bin / 'chromium'}" in said
    assert "apt-get" not in diary


def test_debian_browser(checkout: Checkout) -> None:
    """Where there is none at all, Debian's package is installed, if we may."""
    code, said, _ = checkout.run(DOWNLOAD="1", APT="0")
    allowed = os.geteuid() == 0
    assert code == (0 if allowed else 1)
    assert ("installing chromium chromium-headless-shell with apt-get" in said) is allowed


def test_no_browser(checkout: Checkout) -> None:
    """Where none can be had, one sentence says what to do, and the next run tries again."""
    for _ in range(2):
        code, said, _ = checkout.run(DOWNLOAD="1")
        assert code == 1
        assert "install one (Debian: `apt-get install chromium`)" in said
        assert "Traceback" not in said


def test_no_display(checkout: Checkout) -> None:
    """The tests need Xvfb on Linux, and a missing one is told with the command that installs it."""
    (checkout.bin / "Xvfb").unlink()
    assert checkout.run()[0] == 0
    if sys.platform == "linux":
        code, said, _ = checkout.run("--dev")
        assert (code, "`apt-get install xvfb`" in said) == (1, True)


def test_install_fails(checkout: Checkout) -> None:
    """An installation that fails leaves no stamp: the next run tries again."""
    checkout.program(
        "venv-python", PYTHON.replace('*"-m pip"*) exit 0', '*"-m pip install"*) exit 1 ;;\n  *"-m pip"*) exit 0')
    )
    code, said, _ = checkout.run(UV_INSTALL="1")
    assert code == 1
    assert "uv could not install it; trying pip" in said
    assert "pip could not install apply-bot" in said
    checkout.program("venv-python", PYTHON)
    assert checkout.run()[0] == 0


def test_foreign_python(checkout: Checkout) -> None:
    """Variables of the caller's own Python do not reach ours."""
    checkout.program("venv-python", PYTHON.replace("case", 'echo "led astray: $PIP_TARGET" >> "$DIARY"\ncase', 1))
    assert "led astray: \n" in checkout.run(PIP_TARGET="/elsewhere")[2]


def test_postgrest(checkout: Checkout) -> None:
    """What the Supabase tests need is fetched once from the lockfile, without running scripts of packages."""
    assert "npm" not in checkout.run()[2]
    code, said, _ = checkout.run("--dev", NPM="1")
    assert (code, "Supabase tests will fail" in said) == (0, True)
    assert "npm ci --ignore-scripts" in checkout.run("--dev")[2]
    assert checkout.run("--dev") == (0, "", "")
    assert "npm" not in checkout.run("--dev", POSTGREST_BIN="/usr/bin/postgrest")[2]
    (checkout.folder / "tests" / "supabase" / "package-lock.json").write_text('{"changed": 1}', encoding="utf-8")
    assert "npm ci" in checkout.run("--dev")[2]
