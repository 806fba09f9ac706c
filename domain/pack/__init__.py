"""The types of a procedure pack, and what must fit together in one."""
