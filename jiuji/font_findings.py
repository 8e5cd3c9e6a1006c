"""What `jiuji doctor` says about printing: which fonts of the forms are here, which package brings the others."""

from collections.abc import Iterator
from pathlib import Path

from casework.forms.faces import FOLDER, FontsMissing, face_files, faces, missing_faces
from jiuji.findings import Finding, Level


def font_findings(folder: Path = FOLDER) -> Iterator[Finding]:
    """One line where all is well; else what cannot be printed, and the package to install."""
    missing = missing_faces(folder)
    for package in dict.fromkeys(one.package for one in missing):
        needed = any(one.needed for one in missing if one.package == package)
        names = ", ".join(one.family for one in missing if one.package == package)
        about = f"no font for {'printed forms' if needed else 'some names on printed forms'}: {names}"
        yield Finding(Level.BROKEN if needed else Level.WARNING, about, f"apt-get install {package}")
    if not missing:
        yield _opened()


def _opened() -> Finding:
    try:
        faces()
    except FontsMissing as family:
        return Finding(Level.BROKEN, f"the font file holds no face called {family}", "reinstall fonts-noto-cjk")
    return Finding(Level.GOOD, f"forms print in {len(face_files())} fonts")
