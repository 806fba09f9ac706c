"""Queries of results by personnel readers (结果运用查询): who is meant, what is answered, what a look-up may be for."""
