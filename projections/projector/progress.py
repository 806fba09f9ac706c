"""How far read models have read the log: the statements on their progress."""

from pathlib import Path

from eventlog.queries import load_queries

SQL = load_queries(Path(__file__).with_suffix(".sql"))
