"""Work records (工作记录): preventive work that an organ does outside any case, written down and found again."""
