"""Warm kernels: the same results as ordinary ones, nothing shared, nothing left behind."""

import asyncio
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from press import forks, kernels

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}

OF_ALL_KINDS = [
    "lang = 'de'",
    "print('to stdout')\n1 + 1",
    "import sys\nprint('to stderr', file=sys.stderr)",
    "import warnings\nwarnings.warn('careful')",
    "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>b</b>'), Markdown('*m*'))",
    "import pandas as pd\nframe = pd.DataFrame({'a': [1.5, 2], 'b': ['x', 'y']})\nframe",
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('Figure')\nplt.show()",
    "import seaborn as sns\nsns.lineplot(x=[1, 2, 3], y=[1, 3, 2]);",
    "import matplotlib as mpl\nsorted(mpl.rcParams.items())",
    "from myst_nb import glue\nglue('name', 'value', display=False)",
    "!echo from a shell",
    "%%timeit -n 1 -r 1 -q\npass",
    "?len",
    "__name__, sys.argv[0].rsplit('/')[-1].removesuffix('.py'), sys.path[0]",
    "from tokenbook.article import volume as article\nfrom tokenbook.charts import volume as charts\n"
    "from tokenbook.notebook import Chapter\n"
    "book = Chapter('volume', lang, '2025')\nbook.figure(charts.weekly_total)",
    "book.verdict(article.vol_jan)",
    "import numpy as np\nwith np.errstate(all='raise'):\n    np.float64(1) / 0",
]


def notebook(*sources: str) -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# Made up"), *(new_code_cell(source) for source in sources)]
    cells[1].metadata["tags"] = ["parameters"]
    return new_notebook(cells=cells, metadata=PYTHON)


def run(*sources: str, engine: str | None = "warm", folder: Path | None = None, **options):
    """Run cells; gives the notebook, also where a cell fails."""
    given = notebook(*sources)
    where = {"metadata": {"path": str(folder)}} if folder else {}
    settings = {"resources": where, "progress_bar": False, "shutdown_kernel": "immediate", **options}
    return papermill.execute_notebook(given, None, engine_name=engine, **settings)


def shown(outputs: list) -> list:
    """Outputs without what differs between any two kernels: where streams are cut, process ids."""
    told: list = []
    for output in outputs:
        output = dict(output)
        if output["output_type"] == "stream":
            output["text"] = output["text"].replace(*_process_folder(output["text"]))
            if told and told[-1].get("name") == output["name"]:
                told[-1]["text"] += output["text"]
                continue
        told.append(output)
    return told


def _process_folder(text: str) -> tuple[str, str]:
    """What to replace: the name of the kernel's process in `/tmp/ipykernel_123/456.py:2: UserWarning`."""
    start = text.find("ipykernel_")
    if start < 0:
        return "", ""
    return text[start : text.index("/", start)], "ipykernel"


@pytest.mark.parametrize(
    ("sources", "parameters"), [([OF_ALL_KINDS[0], OF_ALL_KINDS[-1]], {}), (OF_ALL_KINDS, {"lang": "en"})]
)
def test_both_engines_give_the_same_outputs_cell_by_cell(tmp_path, sources, parameters):
    results = {}
    source = tmp_path / "in.ipynb"
    nbformat.write(notebook(*sources), source)
    for engine in ("warm", "nbclient"):
        target = tmp_path / f"{engine}.ipynb"
        with pytest.raises(PapermillExecutionError, match="divide by zero"):
            papermill.execute_notebook(
                source,
                target,
                parameters,
                engine_name=engine,
                progress_bar=False,
                kernel_manager_class=kernels.WarmKernelManager
                if engine == "warm"
                else kernels.LoggedKernelManager,
            )
        results[engine] = nbformat.read(target, as_version=4)
    warm, ordinary = results["warm"], results["nbclient"]
    assert len(warm.cells) == len(ordinary.cells) > len(sources)
    for one, other in zip(warm.cells, ordinary.cells, strict=True):
        assert one.source == other.source
        if one.cell_type == "code":
            assert one.execution_count == other.execution_count
            assert shown(one.outputs) == shown(other.outputs), one.source
    assert warm.metadata.language_info == ordinary.metadata.language_info
    # and they were not both ordinary
    assert text(run("import sys\nprint('press.preloaded' in sys.modules)")) == "True\n"


def text(result: nbformat.NotebookNode) -> str:
    """What the last code cell printed."""
    return "".join(output.text for output in result.cells[-1].outputs)


LEAVES_TRACES = """\
import os, random, sys
import matplotlib as mpl, numpy as np, pandas as pd
from tokenbook.charts import style
os.environ["TRACE"] = "left"
mpl.rcParams["lines.linewidth"] = 77
pd.options.display.max_rows = 7
style.INK = "changed"
sys.path.append("/trace")
random.seed(1); np.random.seed(1)
trace = 1
"""

FINDS_TRACES = """\
import os, random, sys
import matplotlib as mpl, numpy as np, pandas as pd
from tokenbook.charts import style
print([
    "TRACE" in os.environ, mpl.rcParams["lines.linewidth"] == 77, pd.options.display.max_rows == 7,
    style.INK == "changed", "/trace" in sys.path, "trace" in globals(),
])
"""

RANDOM = "import os, random, numpy\nprint(random.random(), numpy.random.random(), os.getcwd())"


def test_a_notebook_sees_nothing_of_another():
    run(LEAVES_TRACES)
    assert text(run(FINDS_TRACES)) == f"{[False] * 6}\n"


def test_each_has_its_own_random_numbers_and_its_own_folder(tmp_path):
    seen = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        seen.append(text(run(RANDOM, folder=tmp_path / name)).split())
    (one, of_numpy, there), (other, of_numpy_too, elsewhere) = seen
    assert (there, elsewhere) == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert one != other
    assert of_numpy != of_numpy_too


def test_settings_of_matplotlib_are_read_where_the_notebook_runs(tmp_path):
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 5\n")
    show = "import matplotlib as mpl\nprint(mpl.rcParams['lines.linewidth'])"
    assert text(run(show, folder=tmp_path)) == "5.0\n"


def test_a_cell_that_hangs_is_stopped(tmp_path):
    with pytest.raises(CellTimeoutError):
        run("import time\ntime.sleep(1000)", execution_timeout=1)


def test_a_kernel_that_dies_is_seen():
    with pytest.raises(DeadKernelError):
        run("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")


async def _interrupted() -> tuple[str, int | None, int | None]:
    manager = kernels.WarmKernelManager(kernel_name="python3")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    process = manager.provisioner.process
    client.execute("print('on'); import time; time.sleep(1000)")
    while (await client.get_iopub_msg(timeout=60))["header"]["msg_type"] != "stream":
        pass
    running = process.poll()
    await manager.interrupt_kernel()
    reply = await client.get_shell_msg(timeout=60)
    await manager.shutdown_kernel()
    client.stop_channels()
    return reply["content"]["ename"], running, process.poll()


def test_a_kernel_can_be_interrupted_and_shut_down():
    assert asyncio.run(_interrupted()) == ("KeyboardInterrupt", None, 0)


def test_where_a_fork_is_not_safe_ordinary_kernels_do_it_and_it_is_said_once(monkeypatch, caplog):
    monkeypatch.setattr(kernels, "FORK_IS_SAFE", False)
    kernels.say_once.cache_clear()
    for _ in range(2):
        assert text(run("print(__name__)")) == "__main__\n"
    (told,) = [record.getMessage() for record in caplog.records if record.name == kernels.__name__]
    assert told.startswith("ordinary kernels instead of warm ones: a fork is not safe on ")


TRY = """\
try:
    import fickle
    print("imported")
except ZeroDivisionError:
    print("fails")
"""


@pytest.mark.parametrize(
    ("code", "message", "seen"),
    [
        ("import warnings\nwarnings.warn('beware')\n", "an import speaks: .*beware", "UserWarning: beware"),
        ("1 / 0\n", "fickle cannot be imported: ZeroDivisionError", "fails"),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=[9], daemon=True).start()\n",
            r"an import has started 1 thread\(s\)",
            "imported",
        ),
    ],
)
def test_a_module_that_is_not_fit_shows_it_in_the_notebook(
    tmp_path, monkeypatch, caplog, code, message, seen
):
    (tmp_path / "fickle.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(forks, "servers", forks.Servers())
    forks.servers.preload(("fickle",))
    kernels.say_once.cache_clear()
    try:
        shown = text(run(TRY))
    finally:
        forks.servers.stop()
        forks.servers.allow()
    assert [record for record in caplog.records if re.search(message, record.getMessage())]
    assert seen in shown


def test_changed_code_is_imported_anew(tmp_path, monkeypatch):
    module = tmp_path / "versions.py"
    module.write_text("NUMBER = 1\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(forks, "servers", forks.Servers())
    forks.servers.preload(("versions",))
    try:
        show = "import versions\nprint(versions.NUMBER)"
        assert text(run(show)) == "1\n"
        before = forks.servers.current()
        module.write_text("NUMBER = 23\n")
        assert text(run(show)) == "23\n"
        assert forks.servers.current() is not before
    finally:
        forks.servers.stop()
        forks.servers.allow()


CLIENT = """\
import sys
from concurrent.futures import ThreadPoolExecutor
import papermill
options = {"engine_name": "warm", "progress_bar": False}
with ThreadPoolExecutor(2) as pool:
    list(pool.map(lambda _: papermill.execute_notebook(sys.argv[1], None, **options), "ab"))
"""


HANGS = """\
import os, time, pathlib
(pathlib.Path("STARTED") / str(os.getpid())).touch()
time.sleep(1000)
"""


def wait_until(true) -> None:
    """Wait for what comes soon on any machine; a test that waits in vain is ended by its runner."""
    while not true():
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_process_that_asked_for_kernels(tmp_path, how):
    started = tmp_path / "started"
    started.mkdir()
    source = tmp_path / "hangs.ipynb"
    nbformat.write(notebook(HANGS.replace("STARTED", str(started))), source)
    (tmp_path / "client.py").write_text(CLIENT)
    client = subprocess.Popen(
        [sys.executable, str(tmp_path / "client.py"), str(source)],
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: len(list(started.iterdir())) == 2)
    family = psutil.Process(client.pid).children(recursive=True)
    assert {int(path.name) for path in started.iterdir()} < {process.pid for process in family}
    client.send_signal(how)
    client.wait()
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []


def test_kernels_die_with_the_process_that_forked_them():
    asyncio.run(_orphaned())


async def _orphaned() -> None:
    manager = kernels.WarmKernelManager(kernel_name="python3")
    await manager.start_kernel()
    process = manager.provisioner.process
    kernel = psutil.Process(process.pid)
    kernel.parent().kill()
    _, alive = psutil.wait_procs([kernel], timeout=60)
    assert alive == []
    assert process.wait() == 255
    await manager.cleanup_resources()
