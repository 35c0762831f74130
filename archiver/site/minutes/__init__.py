"""Minutes and topics, with the threads that continue them."""
