"""What turns a receipt into paper. Nothing prints yet: the spool and its printers come with the receipt."""
