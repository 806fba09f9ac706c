"""Prints the description of the interface: `python -m api > docs/openapi.json`."""

import sys

from api.app import interface

sys.stdout.write(interface())
