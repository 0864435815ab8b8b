"""The oldest versions that pyproject.toml allows, as constraints for pip: python .ci/oldest.py [EXTRA …] >constraints.txt"""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
wanted = [
    *project["dependencies"],
    *(line for extra in sys.argv[1:] for line in project["optional-dependencies"][extra]),
]
for line in wanted:
    name, bound = re.fullmatch(r"([\w.-]+)>=([\w.]+)(?:;.*)?", line.replace(" ", "")).groups()
    print(f"{name}=={bound}")
