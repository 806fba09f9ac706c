"""Periodic reports (定期报告): periods, figures that add up, and which reports are owed. Pure; knows no case."""
