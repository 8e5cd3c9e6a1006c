"""The application as a PDF: layout, fonts and words; what is printed comes from services."""
