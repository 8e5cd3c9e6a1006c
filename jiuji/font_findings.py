"""What `jiuji doctor` says about printing: which fonts of the forms are here, which package brings the others."""

from collections.abc import Iterator
from pathlib import Path

from casework.forms.faces import FOLDER, FontsMissing, face_files, faces, missing_faces
from jiuji.findings import Finding, Level


def font_findings(folder: Path = FOLDER) -> Iterator[Finding]:
    """One line where all is well; else what cannot be printed, and the package to install."""
    missing = missing_faces(folder)
    for package in dict.fromkeys(one.package for one in missing):
        those = [one for one in missing if one.package == package]
        what = "forms cannot be printed" if any(one.needed for one in those) else "some names print as code points"
        names = ", ".join(one.family for one in those)
        yield Finding(Level.WARNING, f"{what}: no font {names}", f"apt-get install {package}")
    if not missing:
        yield _opened()


def _opened() -> Finding:
    try:
        faces()
    except FontsMissing as family:
        return Finding(Level.WARNING, f"the font file holds no face called {family}", "reinstall fonts-noto-cjk")
    return Finding(Level.GOOD, f"forms print in {len(face_files())} fonts")
