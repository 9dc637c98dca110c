"""The published schema of the artifacts JSON, and whether what a run has left follows it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

_SCHEMA = Path(__file__).parents[2] / "docs" / "artifacts.schema.json"


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def follows_schema(artifacts: Any) -> None:
    """Fails naming every place where it does not; a key that the schema does not know is one of them."""
    as_stored = json.loads(json.dumps(artifacts))
    errors = jsonschema.Draft202012Validator(_schema()).iter_errors(as_stored)
    assert not (wrong := [f"{error.json_path}: {error.message}" for error in errors]), wrong
    assert not (strange := as_stored.keys() - _schema()["properties"].keys()), f"unknown keys: {strange}"
