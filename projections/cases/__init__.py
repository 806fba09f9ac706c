"""The case page (案卷), and the rows of its parts."""
