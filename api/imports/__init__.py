"""Cases from paper in a file (补录): template, preview, four eyes, and the entry, which goes on where it was."""
