"""The wheel's packages: the code, and beside it what it reads (data/ and locale/) as data of the package."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["tokenbook", "tokenbook.*"]), "tokenbook.data", "tokenbook.locale"],
    package_dir={"tokenbook.data": "data", "tokenbook.locale": "locale"},
    # else setuptools takes each folder of data for a package that was forgotten, and warns of it
    include_package_data=False,
    package_data={
        "tokenbook": ["templates/*.html", "rows/events/presets/*.yml", "py.typed"],
        "tokenbook.data": ["*.csv", "*.yml", "*/*.csv", "*/*.csv.gz", "*/*.json", "*/*.yml"],
        "tokenbook.locale": ["*/language.yml", "*/LC_MESSAGES/*.po"],
    },
)
