"""Work records (工作记录): commands, list and entries, as JSON and as pages."""
