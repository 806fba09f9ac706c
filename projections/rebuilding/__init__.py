"""Building read models anew from the whole log, beside those that are served, and holding these against it."""
