"""The typed messages between processes: nothing here does I/O or knows a framework but pydantic."""
