"""What the press relies on in other packages beyond their documentation, and what it works around.

Where a test fails after an update, that package has changed: the message says what can go, or must.
"""

import asyncio
import gettext
import inspect
import io
import subprocess
import sys
from multiprocessing import forkserver, popen_forkserver
from pathlib import Path
from queue import Empty

import pytest
import sphinx
from docutils.core import publish_string
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from press.extension import ENGLISH_IN_PAGES
from press.kernels import LOOK, PromptClient
from press.left_out import STAND_INS, UNNEEDED

HEAVY = {
    "rfc3987_syntax": ("jsonschema", "lark"),
    "sphinxext.opengraph._social_cards": ("sphinxext.opengraph", "matplotlib"),
    "myst_nb.core.execute.cache": ("myst_nb.sphinx_ext", "sqlalchemy"),
    "myst_nb.core.execute.direct": ("myst_nb.sphinx_ext", "jupyter_cache"),
}
"""What `press.left_out` leaves out -> what imports it, and what comes in with it."""


def imported(*lines: str) -> str:
    """What a Python of its own says after these lines."""
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def test_all_that_is_left_out_is_listed_here():
    assert set(HEAVY) == {*UNNEEDED, *STAND_INS}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_left_out_would_still_be_imported_at_once(name):
    by, heavy = HEAVY[name]
    said = imported(
        "import importlib, sys", f"importlib.import_module({by!r})", f"print({heavy!r} in sys.modules)"
    )
    assert said == "True", f"{by} no longer imports {heavy} at once: take {name!r} out of press/left_out.py"


def test_a_book_that_has_not_changed_is_seen_to_without_what_is_heavy():
    heavy = sorted({heavy for _, heavy in HEAVY.values()})
    lines = ("import sys", "import press.store, tokenbook.site")
    assert imported(*lines, f"print([n for n in {heavy} if n in sys.modules])") == "[]"


def test_without_it_all_is_there_but_what_is_heavy():
    heavy = sorted({heavy for _, heavy in HEAVY.values()})
    said = imported(
        "import sys", "import press.sphinx_worker", f"print([n for n in {heavy} if n in sys.modules])"
    )
    assert said == "[]", f"{said} come in by another way: press/left_out.py leaves out too little"


@pytest.mark.parametrize(
    ("owner", "name", "use"),
    [
        (forkserver, "ForkServer", "a second fork server beside the one of the process (press.forks.Server)"),
        (forkserver.ForkServer, "set_forkserver_preload", "what it imports (press.forks.Server)"),
        (forkserver.ForkServer, "ensure_running", "starts it (press.forks.Server)"),
        (
            forkserver.ForkServer,
            "connect_to_new_process",
            "a fork, and descriptors for it (press.forks.Fork)",
        ),
        (forkserver, "ensure_running", "starts that of the process (press.processes.warm_up)"),
        (forkserver, "read_signed", "the fork's process id (press.forks.Fork)"),
        (forkserver, "get_inherited_fds", "the descriptors in the fork (press.preloaded)"),
        (popen_forkserver, "Popen", "the process as its parent sees it (press.forks.Fork)"),
        (popen_forkserver.Popen, "_launch", "what press.forks.Fork does otherwise"),
        (popen_forkserver.Popen, "_send_signal", "interrupts of a kernel (press.forks.Fork)"),
        (popen_forkserver.Popen, "poll", "whether a kernel has ended (press.forks.Fork)"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_multiprocessing_has_what_warm_kernels_are_made_of(owner, name, use):
    assert hasattr(owner, name), (
        f"Python {sys.version.split()[0]}: {owner.__name__}.{name} is gone: {use}. "
        "Until press/forks.py knows another way, FORK_IS_SAFE there must be False"
    )


class Channel:
    """Has one message, and counts how often it is asked for more."""

    def __init__(self):
        self.asked = 0

    async def get_msg(self, timeout: float) -> dict:
        self.asked += 1
        if self.asked > 1:
            raise Empty
        return {"msg_type": "kernel_info_reply", "content": {"protocol_version": "5.3"}}


def asked_before_ready(client_class: type) -> int:
    """How often a client asks for a message of a kernel that has answered, until it is ready."""

    class Answered(client_class):
        shell_channel = Channel()
        iopub_channel = Channel()

        def kernel_info(self):
            pass

    client = Answered()
    client.parent = AsyncKernelManager()
    asyncio.run(client.wait_for_ready())
    return client.iopub_channel.asked


def test_jupyter_client_still_waits_for_messages_to_drop():
    assert asked_before_ready(PromptClient) == 1
    assert asked_before_ready(AsyncKernelClient) > 1, "press.kernels.PromptClient is no longer needed"


def test_jupyter_client_still_looks_seldom():
    wait = inspect.signature(AsyncKernelManager._async_wait).parameters["pollinterval"].default
    assert wait > LOOK, "LoggedKernelManager._async_wait in press/kernels.py is no longer needed"


def test_sphinx_still_lacks_german_for_these():
    file = Path(sphinx.__file__).parent / "locale/de/LC_MESSAGES/sphinx.mo"
    german = gettext.GNUTranslations(io.BytesIO(file.read_bytes()))
    had = {english for english in ENGLISH_IN_PAGES if german.gettext(english) != english}
    assert not had, f"Sphinx has German for {had}: out of ENGLISH_IN_PAGES in press/extension.py"


def test_docutils_still_writes_a_role_that_aria_has_no_longer():
    html = publish_string(".. [A] b", writer_name="html5", settings_overrides={"report_level": 5}).decode()
    assert 'role="doc-biblioentry"' in html, "`_switch` in press/extension.py need not take it out any more"
