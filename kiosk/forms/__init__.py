"""Forms: XLSForm compiled to XForms, run here on a tree read by lxml (docs/adr/0010)."""
