"""The file of a case (案卷): what is worked out for it, part by part."""
