"""Views of lists that people save under a name (常用视图): saved, changed, removed, and opened with."""
