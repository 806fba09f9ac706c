"""Search (查找): numbers, titles, names and their pinyin, as far as the reader's lists reach."""
