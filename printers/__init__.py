"""What turns a receipt into paper: drawing it, the bytes of a printer, the way there, and the loop."""
