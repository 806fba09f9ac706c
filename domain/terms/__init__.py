"""Terms and dates: the working-day calendar, due dates, pauses, certificates, replanning."""
