"""Queries of results (结果运用查询) beside the log: the receipts of answers, and lists that are answered row by row."""
