"""Write `docs/settings.md` from the settings class: `python -m jiuji.settings_page`."""

from jiuji.settings import REPOSITORY, Settings


def settings_page() -> str:
    """The page as Markdown."""
    lines = ["# Settings", "", "Generated from `jiuji/settings.py` (`python -m jiuji.settings_page`).", ""]
    lines += ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = str(field.default).replace(str(REPOSITORY) + "/", "") if field.default is not None else "–"
        lines.append(f"| `JIUJI_{name.upper()}` | `{default}` | {field.description} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (REPOSITORY / "docs" / "settings.md").write_text(settings_page(), encoding="utf-8")
