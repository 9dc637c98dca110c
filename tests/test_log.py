"""Logs tell what the worker did and nothing about the person it did it for."""

import io
import json
import sys

import pytest
import structlog

from worker import log


@pytest.fixture(autouse=True)
def _defaults() -> object:
    yield
    structlog.reset_defaults()


def _line(capsys: pytest.CaptureFixture[str], **event: object) -> dict[str, object]:
    log.configure("json")
    structlog.get_logger().info("filled", **event)
    captured = capsys.readouterr()
    assert captured.out == ""
    line: dict[str, object] = json.loads(captured.err)
    return line


@pytest.mark.parametrize("key", ["profile", "value", "email", "leaseToken", "anon_key", "home.address", "first_name"])
def test_private_keys(capsys: pytest.CaptureFixture[str], key: str) -> None:
    """What travels under a private name is taken out, whatever it is and however deep it lies."""
    line = _line(capsys, **{key: "Ada"}, nested={"list": [{key: {"deep": "Ada"}}]})
    assert "Ada" not in json.dumps(line)
    assert line[key] == log.REDACTED


@pytest.mark.parametrize(
    "text",
    [
        "refused for ada@example.org",
        "sent Bearer abcdefgh12345",
        "postgres://worker:abcdefgh12345@db/x",
        "wss://browser/?token=abcdefgh12345",
        "eyJhbGciOiJI.abcdefgh12345.sig",
        "sb_secret_abcdefgh12345",
    ],
)
def test_private_text(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Secrets and addresses inside a harmless text are taken out of it."""
    line = json.dumps(_line(capsys, note=text, error=ValueError(text)))
    assert "abcdefgh12345" not in line
    assert "ada@" not in line


def test_the_rest_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """What says nothing of a person is written as given, with level and time, on stderr alone."""
    line = _line(capsys, application="7f3a", board="lever", milliseconds=12.5, steps=["opened", "filled"])
    assert {key: line[key] for key in ("application", "board", "milliseconds", "steps")} == {
        "application": "7f3a",
        "board": "lever",
        "milliseconds": 12.5,
        "steps": ["opened", "filled"],
    }
    assert line["level"] == "info"
    assert line["event"] == "filled"


def test_console(capsys: pytest.CaptureFixture[str]) -> None:
    """The console style is redacted alike."""
    log.configure("console")
    structlog.get_logger().warning("lease lost", lease_token="abcdefgh")  # noqa: S106 - no password, a stand-in
    assert "abcdefgh" not in (text := capsys.readouterr().err)
    assert "lease lost" in text


def test_redirected_later(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines go to the stderr of the moment, even where the first one is closed by now."""
    with io.StringIO() as early, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", early)
        log.configure("json")
    structlog.get_logger().info("later")
    assert "later" in capsys.readouterr().err
