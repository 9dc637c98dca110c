"""Read a YAML file into a typed value; a mistake in it becomes a sentence naming the key and the nearest right one."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from worker.errors import BadInput

Model = TypeVar("Model", bound=BaseModel)
Loc = tuple[int | str, ...]

#: What Pydantic's type errors expected, as a person would say it.
_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "string": "a text",
    "tuple": "a list",
    "list": "a list",
    "model": "a group of keys",
    "dict": "a group of keys",
    "path": "a path",
}


def read_mapping(path: Path) -> dict[str, Any]:
    """The file's top-level keys; an empty file has none."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}: expected a YAML file, found none; run `apply-bot init` to write one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text ({type(error).__name__}); check the path") from None
    except yaml.YAMLError as error:
        raise BadInput(f"{path}{_line(error)}: expected YAML, found {_problem(error)}; mend that line") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise BadInput(
            f"{path}: expected keys and values at the top, found {_kind(content)}; see docs/configuration.md"
        )
    return content


def read_list(path: Path) -> list[tuple[int, Any]]:
    """Each entry of a file that is one list, with its line from 1; an empty file has none."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as UTF-8 text ({type(error).__name__}); check the path") from None
    except yaml.YAMLError as error:
        raise BadInput(f"{path}{_line(error)}: expected YAML, found {_problem(error)}; mend that line") from None
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise BadInput(f"{path}: expected a list of questions and answers, each behind a dash, found none; mend it")
    return [(entry.start_mark.line + 1, _built(entry, path)) for entry in node.value]


def _built(node: yaml.Node, path: Path) -> Any:
    """What one entry says."""
    maker = yaml.SafeLoader("")
    try:
        return maker.construct_document(node)
    except yaml.YAMLError as error:
        raise BadInput(f"{path}{_line(error)}: expected YAML, found {_problem(error)}; mend that line") from None
    finally:
        maker.dispose()


def validate(model: type[Model], content: Mapping[str, Any], source: str, *, show_values: bool = False) -> Model:
    """The content as a model. Raises `BadInput` naming every bad key, and values only where `show_values`."""
    try:
        return model.model_validate(dict(content), by_alias=True, by_name=False)
    except ValidationError as error:
        complaints = [
            _complaint(model, dict(item), show_values=show_values) for item in error.errors(include_url=False)
        ]
        raise BadInput(f"{source}: " + "; ".join(dict.fromkeys(complaints))) from None


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that was probably meant, or an empty text."""
    found = difflib.get_close_matches(word.lower(), [name.lower() for name in known], n=1, cutoff=0.5)
    return next((name for name in known if found and name.lower() == found[0]), "")


def _complaint(model: type[BaseModel], error: Mapping[str, Any], *, show_values: bool) -> str:
    loc: Loc = error["loc"]
    where = _dotted(loc) or "the file"
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return _unknown_key(model, loc)
    if kind == "missing":
        return f"{where}: expected a value, found none; add the key"
    if kind in {"value_error", "assertion_error"}:
        return f"{where}: {str(error['msg']).partition(', ')[2]}"
    return f"{where}: expected {_expected(error)}, found {_found(error['input'], show=show_values)}"


def _expected(error: Mapping[str, Any]) -> str:
    word = str(error["type"]).removesuffix("_type").removesuffix("_parsing")
    return _EXPECTED.get(word) or str(error["msg"]).removeprefix("Input should be ")


def _unknown_key(model: type[BaseModel], loc: Loc) -> str:
    known = list(_known_keys(model, loc[:-1]))
    guess = nearest(str(loc[-1]), known)
    advice = f"did you mean {guess}?" if guess else f"known here: {', '.join(sorted(known))}"
    return f"{_dotted(loc)}: unknown key; {advice}"


def _known_keys(model: type[BaseModel], loc: Loc) -> Iterator[str]:
    """The keys that the model at this place takes."""
    for step in loc:
        if isinstance(step, int):
            continue
        fields = {info.alias or name: info for name, info in model.model_fields.items()}
        inner = _inner_model(fields[step].annotation) if step in fields else None
        model = inner or model
    for name, info in model.model_fields.items():
        yield info.alias or name


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for arg in get_args(annotation) if (found := _inner_model(arg))), None)


def _dotted(loc: Loc) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")


def _found(value: object, *, show: bool) -> str:
    shown = show and isinstance(value, str | int | float)
    return f"{_kind(value)} ({str(value)[:40]!r})" if shown else _kind(value)


def _kind(value: object) -> str:
    words: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    words[dict] = "a group of keys"
    return "nothing" if value is None else words.get(type(value), type(value).__name__)


def _line(error: yaml.YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return f" line {mark.line + 1}" if mark else ""


def _problem(error: yaml.YAMLError) -> str:
    problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else None
    return problem or "something else"
