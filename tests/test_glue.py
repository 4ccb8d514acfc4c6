"""What the book keeps for its prose is what MyST-NB itself would keep."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from myst_nb import glue as theirs

from tokenbook.glue import glue


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """Without one, nothing takes what is displayed."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "text", ["7,2 Billionen", "", "a 'b' and \"c\"", "line\nline", "\\ ä\N{NO-BREAK SPACE}€"]
)
def test_kept_as_by_myst_nb(text, shell):
    with capture_output() as ours:
        glue("name", text)
    with capture_output() as expected:
        theirs("name", text, display=False)
    (one,), (other,) = ours.outputs, expected.outputs
    assert (one.data, one.metadata) == (other.data, other.metadata)


def test_a_chapter_does_without_myst_nb():
    code = "import sys, tokenbook.notebook; print({'myst_nb', 'rfc3987_syntax'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
