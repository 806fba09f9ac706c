"""Reappraisals (复议), as JSON."""
