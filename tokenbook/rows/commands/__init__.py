"""The verbs of `scripts/update_data.py`."""
