"""Appeals (复议、申诉): at which level, whether taken up, and how decided (A-19, A-20)."""
