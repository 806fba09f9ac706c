"""The file of a case (案卷) in words: one value, made of its parts, which the page only lays out."""
