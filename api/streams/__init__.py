"""What cases, risk filings and work records share when they are read: beginning, history, waiting for a row."""
