"""Made-up books for the tests of the press."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tokenbook import ROOT

PARAMETERS = 'lang = "de"\nedition = "2025"\ndownloads = None\nplace = None\ntop_n = None'

GLOSSARY = "```{glossary}\nToken\n  A piece.\n```"

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}

SETUP = """\
from tokenbook import measures
from tokenbook.article import volume as article
from tokenbook.charts import volume as charts
from tokenbook.notebook import Chapter

book = Chapter("volume", lang, edition, downloads, place=place, top_n=top_n)
book.tell("tokens", peak=measures.totals(book.weeks).max())
"""

SHOW = "book.figure(charts.weekly_total)\nbook.verdict(article.vol_jan)"


def prose(german: str, english: str) -> list:
    return [
        new_markdown_cell(german, metadata={"tags": ["de"]}),
        new_markdown_cell(english, metadata={"tags": ["en"]}),
    ]


def chapter(path: Path, *cells, **more) -> Path:
    """Write a notebook; `more` are parameters beside the usual ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = "\n".join([PARAMETERS, *(f"{name} = {value!r}" for name, value in more.items())])
    first = new_code_cell(settings, metadata={"tags": ["parameters"]})
    metadata = {**PYTHON, "book": {"slug": path.stem}}
    nbformat.write(new_notebook(cells=[first, *cells], metadata=metadata), path)
    return path


def epubcheck(program: Path, epub: Path) -> list[tuple[str, str]]:
    """What epubcheck finds in an e-book: severity and message of each fault."""
    # Debian installs a Java archive that not every kernel starts by itself
    command = ["java", "-jar", str(program)] if zipfile.is_zipfile(program) else [str(program)]
    report = epub.with_suffix(".json")
    run = subprocess.run(
        [*command, "--json", str(report), str(epub)], capture_output=True, text=True, check=False
    )
    found = [
        (message["severity"], message["message"])
        for message in json.loads(report.read_text(encoding="utf-8"))["messages"]
    ]
    assert found or run.returncode == 0, run.stderr
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_book(root: Path) -> Path:
    """The root of a made-up book of two chapters with the real settings."""
    chapter(
        root / "chapters" / "intro.ipynb",
        *prose(
            f"(start)=\n# Anfang\n\nWeiter zum [Band](volume.ipynb).\n\n{GLOSSARY}",
            f"(start)=\n# Start\n\n[On](volume.ipynb).\n\n{GLOSSARY}",
        ),
    )
    chapter(
        root / "chapters" / "volume.ipynb",
        *prose("(top)=\n# Menge\n\nBis {glue:text}`peak`.", "(top)=\n# Volume\n\nUp to {glue:text}`peak`."),
        new_code_cell(SETUP),
        new_code_cell(SHOW),
        new_code_cell("print('only for nbval')", metadata={"tags": ["check"]}),
    )
    toc = {"format": "jb-book", "root": "chapters/intro", "chapters": [{"file": "chapters/volume"}]}
    (root / "_toc.yml").write_text(yaml.safe_dump(toc))
    shutil.copyfile(ROOT / "_config.yml", root / "_config.yml")
    shutil.copyfile(ROOT / "chapters" / "references.bib", root / "chapters" / "references.bib")
    shutil.copytree(ROOT / "locale", root / "locale", dirs_exist_ok=True)
    shutil.copytree(ROOT / "_static", root / "_static", dirs_exist_ok=True)
    return root
