"""Queries of results with purpose and receipt (结果运用查询), one by one and as lists, as pages and as JSON."""
