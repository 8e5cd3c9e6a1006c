"""Reading photographed papers offline: from bytes to kind, fields and quality, without a record."""
