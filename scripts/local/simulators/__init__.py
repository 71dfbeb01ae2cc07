"""Other people's services in a box: faithful on the wire, faulty on demand, on a clock we turn."""
