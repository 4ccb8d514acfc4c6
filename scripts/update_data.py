#!/usr/bin/env python3
"""Bring an edition's data up to date: see `update_data.py --help` for the verbs."""

import sys

from tokenbook.rows.commands import main

if __name__ == "__main__":
    sys.exit(main())
