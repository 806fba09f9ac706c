"""The bytes of documents: received part by part, sealed under their case's key, kept by their SHA-256."""
