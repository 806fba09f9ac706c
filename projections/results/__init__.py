"""Result application (结果运用)."""
