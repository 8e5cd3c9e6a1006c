"""Work nobody waits for: outgoing notices, retention, sweeping."""
