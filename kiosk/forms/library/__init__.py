"""The functions of the profile by what they work on; `kiosk.forms.functions` puts them in one table."""
