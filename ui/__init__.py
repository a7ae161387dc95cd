"""The screen: the only place with Qt."""
