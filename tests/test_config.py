"""The configuration: Playwright's words and ours from one file, mistakes named with the right word."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from worker.config import Config, load_config, log_format
from worker.errors import BadInput

ROOT = Path(__file__).parents[1]


def _load(tmp_path: Path, text: str, **env: str) -> Config:
    file = tmp_path / "playwright.config.yaml"
    file.write_text(text, encoding="utf-8")
    return load_config(file, env)


def _complaint(tmp_path: Path, text: str, **env: str) -> str:
    with pytest.raises(BadInput) as caught:
        _load(tmp_path, text, **env)
    return str(caught.value)


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file everything has a value that works."""
    monkeypatch.chdir(tmp_path)
    config = load_config(env={})
    assert config.path is None
    assert config.use.launch_kwargs() == {"headless": True}
    assert config.apply.attempts == 3
    assert config.apply.profile == tmp_path / "profile.yaml"
    assert config.store_url == f"sqlite:///{config.data_dir}/applications.db"
    assert config.concurrency >= 2
    assert config.screenshot_steps == {"opened", "filled", "submitted", "blocked", "error"}


def test_playwright_keywords(tmp_path: Path) -> None:
    """What the file says of the browser arrives under the names of Playwright's Python API."""
    config = _load(
        tmp_path,
        "use: {channel: chrome, headless: false, viewport: {width: 800, height: 600}, locale: de-DE,"
        " timezoneId: Europe/Berlin, ignoreHTTPSErrors: true,"
        " launchOptions: {executablePath: /opt/chromium, args: [--mute-audio], slowMo: 50}}",
    )
    assert config.use.launch_kwargs() == {
        "channel": "chrome",
        "headless": False,
        "executable_path": "/opt/chromium",
        "args": ["--mute-audio"],
        "slow_mo": 50,
    }
    assert config.use.context_kwargs() == {
        "viewport": {"width": 800, "height": 600},
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "ignore_https_errors": True,
    }


def test_flags_win(tmp_path: Path) -> None:
    """A flag wins over the file, also where it says zero."""
    use = _load(tmp_path, "use: {headless: true, launchOptions: {slowMo: 50}}").use
    assert use.launch_kwargs(headed=True, slow_mo=200) == {"headless": False, "slow_mo": 200}
    assert use.launch_kwargs(slow_mo=0) == {"headless": True}


def test_no_viewport(tmp_path: Path) -> None:
    """A viewport of null means the window's own size, as in Playwright."""
    assert _load(tmp_path, "use: {viewport: null, locale: null}").use.context_kwargs() == {"no_viewport": True}


@pytest.mark.parametrize(
    ("text", "path", "meant"),
    [
        ("uses: {}", "uses", "use"),
        ("use: {headles: true}", "use.headles", "headless"),
        ("use: {action_timeout: 5}", "use.action_timeout", "actionTimeout"),
        ("use: {launchOptions: {executable: /x}}", "use.launchOptions.executable", "executablePath"),
        ("use: {viewport: {widht: 5, width: 5, height: 5}}", "use.viewport.widht", "width"),
        ("apply: {screenshots: {qualty: 5}}", "apply.screenshots.qualty", "quality"),
        ("apply: {leaseSecond: 5}", "apply.leaseSecond", "leaseSeconds"),
        ("connect: {cdpEndpiont: 'http://x'}", "connect.cdpEndpiont", "cdpEndpoint"),
        ("projects: [{name: a, use: {headles: true}}]", "projects[0].use.headles", "headless"),
    ],
)
def test_unknown_key(tmp_path: Path, text: str, path: str, meant: str) -> None:
    """An unknown key is an error that names its path and the nearest known key of that place."""
    assert f"{path}: unknown key; did you mean {meant}?" in _complaint(tmp_path, text)


def test_hopeless_key(tmp_path: Path) -> None:
    """Where no known key is near, all keys of that place are named."""
    assert "connect.zzz: unknown key; known here: cdpEndpoint, wsEndpoint" in _complaint(tmp_path, "connect: {zzz: 1}")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("use: {headless: perhaps}", "use.headless: expected true or false, found a text ('perhaps')"),
        ("use: {viewport: {width: wide, height: 5}}", "use.viewport.width: expected a whole number, found a text"),
        ("use: {viewport: {width: 5}}", "use.viewport.height: expected a value, found none"),
        ("use: []", "use: expected a group of keys, found a list"),
        ("use: {browserName: lynx}", "use.browserName: expected 'chromium', found a text ('lynx')"),
        ("apply: {attempts: 0}", "apply.attempts: expected greater than or equal to 1, found a number"),
        ("apply: {rates: {lever: often}}", "apply.rates.lever: expected a count per second, minute, hour or day"),
        ("apply: {rates: {lever: 0/hour}}", "apply.rates.lever: expected a count per second"),
        ("apply: {leaseSeconds: 10}", "apply: expected heartbeatSeconds of at most half of leaseSeconds"),
        ("connect: {wsEndpoint: ws://a, cdpEndpoint: ws://b}", "connect: expected one endpoint"),
        ("- a list", "expected keys and values at the top, found a list"),
        ("use: {headless", "line 1: expected YAML"),
        ("secrets: {supabaseUrl: x}", "secrets: not a key of this file"),
    ],
)
def test_bad_value(tmp_path: Path, text: str, complaint: str) -> None:
    """A bad value is told by its path, what was expected and what was found, in one line that names the file."""
    found = _complaint(tmp_path, text)
    assert complaint in found
    assert found.startswith(str(tmp_path))
    assert "\n" not in found


def test_every_mistake(tmp_path: Path) -> None:
    """All mistakes of a file are told at once."""
    found = _complaint(tmp_path, "uses: {}\napply: {attempts: many}")
    assert "uses" in found
    assert "apply.attempts" in found


def test_missing_file(tmp_path: Path) -> None:
    """A file that was named and is not there is an error that says how to get one."""
    with pytest.raises(BadInput, match="apply-bot init"):
        load_config(tmp_path / "none.yaml", {})


@pytest.mark.parametrize("word", ["off", "on"])
def test_bare_switch(tmp_path: Path, word: str) -> None:
    """YAML reads a bare on or off as true or false; the configuration reads Playwright's word."""
    use = _load(tmp_path, f"use: {{trace: {word}, video: {word}, screenshot: {word}}}").use
    assert (use.trace, use.video, use.screenshot) == (word, word, word)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("use: {screenshot: only-on-failure}", {"blocked", "error"}),
        ("use: {screenshot: off}", set()),
        ("apply: {screenshots: {steps: [filled]}}", {"filled"}),
    ],
)
def test_screenshot_steps(tmp_path: Path, text: str, steps: set[str]) -> None:
    """Playwright's `screenshot` narrows the steps that leave a picture."""
    assert _load(tmp_path, text).screenshot_steps == steps


def test_playwright_words_for_ours(tmp_path: Path) -> None:
    """`retries` and `workers` mean what Playwright's users expect, and our own keys win over them."""
    config = _load(tmp_path, "retries: 1\nworkers: 3")
    assert (config.apply.attempts, config.concurrency) == (2, 3)
    config = _load(tmp_path, "retries: 1\nworkers: 3\napply: {attempts: 5, concurrency: 7}")
    assert (config.apply.attempts, config.concurrency) == (5, 7)


def test_rates(tmp_path: Path) -> None:
    """A rate becomes the least seconds between two applications."""
    config = _load(tmp_path, 'apply: {rates: {lever: "30/hour", ashby: 2 / Minute}}')
    assert config.apply.spacing == {"lever": 120, "ashby": 30}


def test_project(tmp_path: Path) -> None:
    """A project's `use` keys lie over those of the file, and the others stay."""
    config = _load(tmp_path, "use: {locale: de-DE}\nprojects: [{name: watch, use: {headless: false}}]")
    assert config.project("watch").use.launch_kwargs() == {"headless": False}
    assert config.project("watch").use.locale == "de-DE"
    with pytest.raises(BadInput, match="expected one of watch, found wach"):
        config.project("wach")


def test_environment_over_dotenv_over_file(tmp_path: Path) -> None:
    """The environment wins over `.env`, and `.env` over the file."""
    (tmp_path / ".env").write_text("APPLY_BOT_STORE=sqlite:///dotenv.db\nAPPLY_BOT_WORKER=dotenv\n", encoding="utf-8")
    config = _load(tmp_path, "apply: {store: a, worker: b, dataDir: data}", APPLY_BOT_STORE="sqlite:///env.db")
    assert (config.store_url, config.worker_name) == ("sqlite:///env.db", "dotenv")
    assert config.artifacts_dir == tmp_path / "data" / "artifacts"


def test_dotenv_typo(tmp_path: Path) -> None:
    """A misspelt name of ours in `.env` is an error: it would be passed over in silence."""
    (tmp_path / ".env").write_text("APPLY_BOT_STROE=x\n", encoding="utf-8")
    assert "did you mean APPLY_BOT_STORE?" in _complaint(tmp_path, "")


@pytest.mark.parametrize("name", ["APPLY_BOT_CONFIG", "APPLY_BOT_LOG", "APPLY_BOT_LOG_LEVEL"])
def test_dotenv_too_late(tmp_path: Path, name: str) -> None:
    """What is read before any file does not work from `.env`, and says so."""
    (tmp_path / ".env").write_text(f"{name}=x\n", encoding="utf-8")
    assert f"{name}: it would be read too late here" in _complaint(tmp_path, "")


def test_secrets_hide(tmp_path: Path) -> None:
    """No secret shows in a repr, and each can be read by who needs it."""
    (tmp_path / ".env").write_text("SUPABASE_ANON_KEY=hush-anon\nSUPABASE_URL=https://p.example\n", encoding="utf-8")
    config = _load(tmp_path, "connect: {wsEndpoint: 'wss://hush-ws'}", SUPABASE_SERVICE_ROLE_KEY="hush-role")
    assert "hush" not in f"{config!r} {config} {config.secrets} {config.connect}"
    assert config.secrets.supabase_anon_key is not None
    assert config.secrets.supabase_anon_key.get_secret_value() == "hush-anon"
    assert config.secrets.supabase_url == "https://p.example"


def test_frozen(tmp_path: Path) -> None:
    """Nobody changes the configuration under somebody else; a flag makes a new one."""
    config = _load(tmp_path, "")
    changed = config.with_apply(store="sqlite:///other.db", concurrency=None)
    assert changed.store_url == "sqlite:///other.db"
    assert config.apply.store is None
    with pytest.raises(ValueError, match="frozen"):
        config.apply.attempts = 9


def test_log_format() -> None:
    """The log's style is one of two words; any other is an error."""
    assert log_format({}) == "console"
    assert log_format({"APPLY_BOT_LOG": "json"}) == "json"
    with pytest.raises(BadInput, match="expected console or json"):
        log_format({"APPLY_BOT_LOG": "xml"})


@pytest.mark.parametrize("name", ["playwright.config.yaml", "worker/templates/playwright.config.yaml"])
def test_shipped_files(name: str) -> None:
    """The configuration of this checkout and the one that `init` writes load as they are."""
    assert load_config(ROOT / name, {}).path == ROOT / name


def test_template_tells_the_defaults(tmp_path: Path) -> None:
    """Every value in the template is the default: writing it changes nothing."""
    text = (ROOT / "worker/templates/playwright.config.yaml").read_text(encoding="utf-8")
    changed = {"path"}
    assert _load(tmp_path, text).model_dump(exclude=changed) == _load(tmp_path, "").model_dump(exclude=changed)


def test_template_names_every_key() -> None:
    """The template names every key there is, live or in a comment, so that nobody has to guess."""
    text = (ROOT / "worker/templates/playwright.config.yaml").read_text(encoding="utf-8")
    missing = [key for key in _keys(Config.model_json_schema()) if f"{key}:" not in text]
    assert not missing


def _keys(schema: dict[str, Any]) -> set[str]:
    hidden = {"Config": {"secrets", "path"}, "Secrets": set[str]()}
    groups = {"Config": schema, **schema["$defs"]}
    return {
        key
        for name, group in groups.items()
        if name != "Secrets"
        for key in group.get("properties", {})
        if key not in hidden.get(name, ())
    }


def test_templates_parse() -> None:
    """The template is YAML without surprises: no key stands twice."""
    text = (ROOT / "worker/templates/playwright.config.yaml").read_text(encoding="utf-8")
    assert set(yaml.safe_load(text)) <= {
        "use",
        "retries",
        "workers",
        "timeout",
        "outputDir",
        "projects",
        "connect",
        "apply",
    }
