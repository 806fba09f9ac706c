"""The ledger of corrections (整改台账), as JSON and as a page."""
