"""The register of organs and people: read, changed by acts, and imported whole; its pages for the administrators."""
