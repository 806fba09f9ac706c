"""The application of `bench/peer_viewflow.py`, as Django asks for one; it is not part of ours."""
