"""What a case rests on beside its findings: documents uploaded, asked for by name or kept on paper, and advice."""
