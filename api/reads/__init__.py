"""Who read what, when and what for (查阅记录), for supervisors and audit administrators, as a page and as JSON."""
