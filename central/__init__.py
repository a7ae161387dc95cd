"""The central system: takes envelopes in, opens them for their recipient, answers follow-up."""
