"""The counter's window and course; its pages are in ui/qml/Relais/counter."""
