"""The matter register and the ban on a second tolerance."""
