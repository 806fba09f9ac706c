"""The forms of acts: one for each command, made from what the command declares; checked, recorded, and receipted."""
