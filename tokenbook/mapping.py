"""Files of settings: YAML that holds a mapping."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tokenbook.errors import DataError, check_ordinary


def read_mapping(path: Path, like: str) -> dict[str, Any]:
    """Read a file of settings; an empty one holds an empty mapping.

    Parameters
    ----------
    like : of what kind the file should be, for the error.

    Raises
    ------
    DataError
        Where the file is missing, is not YAML, or holds something else.
    """
    check_ordinary(path, like)
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(path, error.strerror or str(error), like) from error
    except UnicodeDecodeError as error:
        raise DataError(path, f"no text ({error.reason})", "text in UTF-8") from error
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataError(path, f"no YAML ({error.problem})", like, row=row) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise DataError(path, f"no YAML ({error})", like) from error
    except ValueError as error:  # YAML reads days itself
        raise DataError(path, str(error), "days that exist, as YYYY-MM-DD") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise DataError(path, f"a {type(found).__name__} and no mapping", like)
    return found


def row_of(path: Path, place: Sequence[str | int]) -> int | None:
    """The line of a file of settings on which a key (or an entry of a list) stands, from 1."""
    node = yaml.compose(path.read_text(encoding="utf-8")) if path.is_file() else None
    row = None
    for part in place:
        if isinstance(node, yaml.MappingNode):
            pairs = [pair for pair in node.value if pair[0].value == str(part)]
            if not pairs:
                break
            mark, node = pairs[0][0], pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            mark = node = node.value[part]
        else:
            break
        row = mark.start_mark.line + 1
    return row
