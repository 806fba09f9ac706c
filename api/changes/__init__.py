"""What has changed, for other programs: references in the order of the log, as a stream that goes on."""
