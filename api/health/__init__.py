"""Whether this role and the servers it needs are well."""
