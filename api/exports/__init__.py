"""Any list as a file (台账): what its JSON answers, page after page, in the words of the pages, as XLSX or CSV."""
