"""Other people's services in a box: faithful on the wire, faulty on demand, on a clock we turn."""

import os

# Read when numpy is first imported. With more threads than idle cores its arithmetic spins: 21 ms
# a text to embed with one thread on a busy machine of two cores, 337 ms with two.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251  numpy takes it no other way
