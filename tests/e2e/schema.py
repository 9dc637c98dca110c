"""The published schema of the artifacts JSON, and whether what a run has left follows it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

_SCHEMA = Path(__file__).parents[2] / "docs" / "artifacts.schema.json"


@cache
def _validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def follows_schema(artifacts: Any) -> None:
    """Fails naming every place where it does not; a key that the schema does not know is one of them."""
    as_stored = json.loads(json.dumps(artifacts))
    wrong = [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(as_stored)]
    strange = set(as_stored) - set(_validator().schema["properties"])
    assert not wrong, wrong
    assert not strange, f"keys that the schema does not know: {strange}"
