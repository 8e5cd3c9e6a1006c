"""What region a staff member's sight covers, from administrative codes alone."""


def region_prefix(code: str) -> str:
    """The digits that everything inside a region begins with: 513200 → 5132, 513230 → 513230, 520000 → 52.

    Levels are cut two digits at a time (townships three): 513230 is a county, and 51323 is no place at all.
    """
    if len(code) > 6 and code[6:9].strip("0"):
        return code
    county = code[:6].ljust(6, "0")
    for length in (6, 4, 2):
        if county[length - 2 : length] != "00":
            return county[:length]
    return ""


def covers(staff_region: str, region: str | None) -> bool:
    """Whether a place lies inside a staff member's region."""
    return region is not None and region.startswith(region_prefix(staff_region))
