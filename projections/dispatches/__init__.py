"""The register of documents that went out (发文登记): each with its number."""
