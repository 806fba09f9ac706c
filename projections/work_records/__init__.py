"""Work records (工作记录)."""
