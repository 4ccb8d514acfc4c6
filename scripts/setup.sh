#!/bin/sh
# Make the virtual environment and install the locked versions: with uv, or with pip where uv
# cannot be had. Usage: scripts/setup.sh PYTHON VENV
set -eu
python=$1 venv=$2

if ! command -v "$python" >/dev/null; then
  echo "set-up: no $python here; install Python 3.11 or newer, or say make PYTHON=/path/to/python3" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "set-up: $("$python" --version) found, 3.11 or newer needed: make PYTHON=python3.12" >&2
  exit 1
fi
if ! "$python" -c 'import venv, ensurepip'; then
  echo "set-up: this Python cannot make virtual environments; on Debian: apt install python3-venv" >&2
  exit 1
fi

echo "set-up: virtual environment in $venv, locked versions from requirements.lock"
"$python" -m venv --clear "$venv"
# the system's certificates: uv's own know no proxy of a company
with_uv() {
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv &&
    UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}" VIRTUAL_ENV="$PWD/$venv" \
      "$venv/bin/uv" pip install --quiet --link-mode=copy --require-hashes -r requirements.lock
}

if ! said=$(with_uv 2>&1); then
  echo "set-up: uv cannot install, going on with pip (slower): $(echo "$said" | grep -m 1 .)" >&2
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements.lock
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
  --no-build-isolation --editable press --editable .
