"""The daily digest of deadlines (每日期限简报), as JSON and as pages."""
