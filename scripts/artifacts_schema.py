"""Write `docs/artifacts.schema.json` from the types in `worker/artifacts.py`; a test checks that it is current."""

import ast
import inspect
import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from worker import artifacts

TARGET = Path(__file__).parents[1] / "docs" / "artifacts.schema.json"


def main() -> None:
    TARGET.write_text(render(), encoding="utf-8")
    print(f"wrote {TARGET.name}")


def render() -> str:
    """The schema as it stands in the file; each key's `#:` comment becomes its description."""
    schema = TypeAdapter(artifacts.Artifacts).json_schema()
    groups: dict[str, dict[str, Any]] = {**schema.get("$defs", {}), "Artifacts": schema}
    for name, said in _comments(inspect.getsource(artifacts)).items():
        for key, text in said.items():
            groups[name]["properties"][key]["description"] = text
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The artifacts JSON of an application",
        "x-version": artifacts.ARTIFACTS_VERSION,
    }
    return json.dumps({**schema, **head}, indent=2, ensure_ascii=False) + "\n"


def _comments(source: str) -> dict[str, dict[str, str]]:
    """Class -> key -> the `#:` lines above it."""
    lines = source.splitlines()
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return {cls.name: {key: text for key, line in _keys(cls) if (text := _above(lines, line))} for cls in classes}


def _keys(cls: ast.ClassDef) -> list[tuple[str, int]]:
    """Each key and its line, counted from 0."""
    found = [node for node in cls.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    return [(node.target.id, node.lineno - 1) for node in found if isinstance(node.target, ast.Name)]


def _above(lines: list[str], line: int) -> str:
    said: list[str] = []
    while (text := lines[line - 1].strip()).startswith("#:"):
        said.insert(0, text.removeprefix("#:").strip())
        line -= 1
    return " ".join(said)


if __name__ == "__main__":
    main()
