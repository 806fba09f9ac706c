"""Periodic reports (定期报告): their figures, which are owed and handed in, as JSON, as files and as pages."""
