"""The Delivery page: on time by which rule, how long it takes, what is late and why."""
