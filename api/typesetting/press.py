"""Sets one document in type, in a process of its own: from standard input to standard output, and then it ends.

It is run by its path (pdf.py), isolated, with nothing of the environment: what somebody wrote can keep it busy until
its time is over, and touch nothing else. It reads this folder and the fonts it is told of.
"""

import json
import sys
from pathlib import Path

import typst


def main() -> None:
    """Set what is asked for; what went wrong is told on standard error."""
    order = json.load(sys.stdin.buffer)
    source = Path(__file__).with_name("official.typ")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=order["folders"])
    pdf, warnings = typst.compile_with_warnings(
        source,
        root=source.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=order["inputs"],
        pdf_standards=["a-3a", "ua-1"],
        timestamp=order["timestamp"],
        package_path=source.parent,
        package_cache_path=source.parent,
    )
    for warning in warnings:
        if "font" in warning.message:
            sys.exit(warning.message)  # what is set without its font is not to be seen
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
