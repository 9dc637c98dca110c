"""What the documents say is so: commands, keys, statuses, links, schemas."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer

from adapters.contract import Blocked
from adapters.contract.registry import REFUSED, refuse
from scripts import artifacts_schema
from worker.config import Config, load_config
from worker.model import Status

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def _commands() -> dict[str, Any]:
    """Every command of the CLI by its words: "fixtures serve"."""
    from worker.cli import app  # noqa: PLC0415 - the other tests here need no CLI

    found: dict[str, Any] = {}

    def walk(group: Any, words: tuple[str, ...]) -> None:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                walk(command, (*words, name))
            elif not command.hidden:
                found[" ".join((*words, name))] = command

    walk(typer.main.get_command(app), ())
    return found


def test_two_commands() -> None:
    """The README's only two commands of make are targets of the Makefile."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = {
        line.split()[1] for block in _blocks(README, "sh") for line in block.splitlines() if line.startswith("make ")
    }
    assert named == {"demo", "test"}
    assert named <= set(targets)


def test_every_command_is_documented() -> None:
    """The README's table holds every command there is, and none that is not."""
    told = {re.sub(r" [A-Z].*", "", name) for name in re.findall(r"^\| `apply-bot ([^`]+)` \|", README, re.MULTILINE)}
    assert told == set(_commands())


def test_documented_options_exist() -> None:
    """Every option that the README's table names belongs to its command."""
    commands = _commands()
    for name, text in re.findall(r"^\| `apply-bot ([a-z ]+?)(?: [A-Z][^`]*)?` \| (.*) \|$", README, re.MULTILINE):
        known = {option for parameter in commands[name].params for option in parameter.opts}
        missing = set(re.findall(r"`(--[a-z-]+)", text)) - known
        assert not missing, f"apply-bot {name}: {missing}"


def test_statuses() -> None:
    """The README tells every status, and none that is not."""
    table = README.partition("## Statuses")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(Status)


@pytest.mark.parametrize(
    ("site", "url"), [("LinkedIn", "https://www.linkedin.com/"), ("Indeed", "https://indeed.com/")]
)
def test_refused_sites(site: str, url: str) -> None:
    """Each site that is refused is named in the README and in CONTRIBUTING."""
    with pytest.raises(Blocked, match=site):
        refuse(url)
    assert {name for _, name, _ in REFUSED} == {"LinkedIn", "Indeed"}
    assert site in README
    assert site in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links(document: Path) -> None:
    """Every link within the project leads somewhere, headings included."""
    text = document.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(\s*([^)\s]+)\s*\)", text):
        if link.startswith("http"):
            continue
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        assert target.exists(), f"{document.name} links to {link}"
        if anchor:
            assert anchor in _anchors(target), f"{document.name} links to {link}"


def test_every_document_is_linked() -> None:
    """The README's last line leads to each document of docs/, once."""
    last = README.strip().splitlines()[-2:]
    told = re.findall(r"\]\(docs/([\w.]+)\)", " ".join(last))
    assert sorted(told) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("text", [*_blocks(README, "yaml"), *_blocks(CONFIGURATION, "yaml")])
def test_configuration_blocks(text: str, tmp_path: Path) -> None:
    """Every piece of configuration shown is one that loads."""
    file = tmp_path / "playwright.config.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_config(file, {}).path == file


def _dotted(model: Any, prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name, info in model.model_fields.items():
        path = f"{prefix}{info.alias or name}"
        inner = _group(info.annotation)
        keys += _dotted(inner, f"{path}.") if inner and name != "viewport" else [path]
    return keys


def _group(annotation: Any) -> Any:
    return annotation if isinstance(annotation, type) and hasattr(annotation, "model_fields") else None


def test_every_key_is_documented() -> None:
    """The tables of configuration keys hold every key there is, and none that is not."""
    known = {key for key in _dotted(Config) if not key.startswith(("secrets.", "path"))}
    rows = re.findall(r"^\| (`[a-z].*?) \|", CONFIGURATION, re.MULTILINE)
    told = {key for row in rows for key in re.findall(r"`([\w.]+)`", row)}
    assert told == known


def test_every_variable_is_documented() -> None:
    """The table of variables, `.env.example` and what `init` writes name the same ones."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert example == (ROOT / "worker" / "templates" / "env").read_text(encoding="utf-8")
    named = set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))
    told = set(re.findall(r"`((?:APPLY_BOT|SUPABASE)_[A-Z_]+)`", CONFIGURATION))
    assert told == named | {"APPLY_BOT_CONFIG", "APPLY_BOT_LOG", "APPLY_BOT_LOG_LEVEL"}


def test_schema_is_current() -> None:
    """docs/artifacts.schema.json is what `make docs` would write now."""
    assert artifacts_schema.TARGET.read_text(encoding="utf-8") == artifacts_schema.render()


def test_schema_holds_the_example() -> None:
    """The artifacts shown in the documents follow the schema, and one with a key missing does not."""
    schema = json.loads(artifacts_schema.TARGET.read_text(encoding="utf-8"))
    (example,) = map(json.loads, _blocks((ROOT / "docs" / "artifacts.md").read_text(encoding="utf-8"), "json"))
    jsonschema.validate(example, schema)
    del example["fields"][0]["source"]
    with pytest.raises(jsonschema.ValidationError, match="'source' is a required property"):
        jsonschema.validate(example, schema)
